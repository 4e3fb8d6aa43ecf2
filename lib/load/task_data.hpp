#pragma once
// The `data` object of a task_deps node: which fields mean something, what
// they may hold, and what the node is by them. Every era of Starlake passes.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "load/json_reader.hpp"
#include "load/load.hpp"
#include "load/problems.hpp"
#include "load/task_graph.hpp"

namespace lockstep {

/// Reads one `data` object after the other, event by event; its buffers are
/// used again for each.
class TaskData {
 public:
  TaskData(LoadContext& context, Problems& problems)
      : context_(context), problems_(problems) {}

  void begin(std::size_t offset);
  void key(std::string_view key, Place place);
  void scalar(const JsonScalar& value);
  /// True if the object's keys and scalars are to be handed in, too, until
  /// end_inner(); else it is to be passed over.
  bool begin_inner_object(std::size_t offset);
  void end_inner() { in_write_strategy_ = false; }
  /// An array that is to be passed over.
  void array(std::size_t offset) { wrong("an array", {offset, 1}); }

  /// What the object said, `end` being the offset behind it; nullopt if the
  /// node has no usable name. Views hold until the next begin().
  [[nodiscard]] std::optional<NodeCopy> finish(std::size_t end);
  [[nodiscard]] bool has_typ() const { return has(Typ); }
  /// The reference that Starlake could not resolve; empty if there is none.
  [[nodiscard]] std::string_view unresolved_parent() const;

  /// Says once what finish() repaired in all nodes.
  void report_repairs();

 private:
  enum Field : std::uint8_t {
    Name,
    Typ,
    ParentTyp,
    ParentRef,
    WriteStrategy,
    Trigger,
    Sink,
    Cron,
    Freshness,
    Stream,
    FieldCount
  };
  struct FieldRow;
  struct TypRow;
  struct TextField {
    std::string text;
    Place place;
  };

  static const std::array<FieldRow, FieldCount> kFields;
  static const std::array<TypRow, 7> kTyps;

  void wrong(std::string_view found, Place place);
  [[nodiscard]] bool has(Field field) const { return (seen_ >> field & 1U); }
  /// The field's text, empty if it is absent.
  [[nodiscard]] std::string_view text(Field field) const;
  [[nodiscard]] bool check_name(Field field);
  void read_typ(NodeCopy& copy);
  void read_cron(NodeCopy& copy);
  void repair_sink(NodeCopy& copy);

  LoadContext& context_;
  Problems& problems_;

  std::size_t offset_ = 0;
  std::uint8_t field_ = FieldCount;  ///< of the value to come
  std::uint32_t keys_seen_ = 0;      ///< a bit for each field, for duplicates
  std::uint32_t seen_ = 0;           ///< those with a value that is not null
  std::array<TextField, FieldCount> texts_;
  std::int64_t freshness_ = 0;
  bool in_write_strategy_ = false;
  bool is_write_type_ = false;
  std::string write_type_;

  std::unordered_set<std::string> repaired_;  ///< tables with a cron as sink
  Place first_repaired_;
};

}  // namespace lockstep
