#pragma once
// One dataset from all that the inputs declare about it: per field the most
// authoritative declaration wins, lists are united.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/text_pool.hpp"
#include "model/cron_table.hpp"
#include "model/draft.hpp"
#include "model/project.hpp"

namespace lockstep {

/// One DraftDataset with what decides between it and others of its key.
struct Declaration {
  Precedence precedence = Precedence::Lineage;
  std::uint32_t draft = 0;  ///< rank of its input in sorted path order
  DraftDataset* dataset = nullptr;
};

/// Names in any case to ids.
struct NodesByName {
  FoldedTextPool names;
  std::vector<NodeId> ids;  ///< by number of a name

  /// Invalid if there is none.
  [[nodiscard]] NodeId find(std::string_view name) const {
    const auto number = names.number_of(name);
    return number ? ids[*number] : NodeId{};
  }
};

/// What merging one dataset needs to know of the rest.
struct MergeContext {
  const DraftSettings& settings;  ///< of the project file, or empty
  std::string_view timezone;      ///< the project's, resolved
  Location timezone_where;        ///< nowhere if the command line names it
  const NodesByName& nodes;
  CronTable& crons;
  std::vector<UnknownReference>& unknown;
  std::vector<Diagnostic>& diagnostics;
};

/// Of `declarations` in path order, all of one key, makes the node `id`. Reads
/// of itself are in its inputs still. The declarations are used up.
void merge(std::span<const Declaration> declarations, NodeId id,
           MergeContext& context, Dataset& dataset);

/// The trigger that `text` says, or the default if it is nullptr or wrong.
/// `dataset` has its name and its inputs.
[[nodiscard]] Trigger merge_trigger(const Dataset& dataset, NodeId id,
                                    const Located<std::string>* text,
                                    MergeContext& context);

/// A promise with its deadline compiled. `zone` is where a cron without one
/// finds its own.
struct ZoneInForce {
  std::string_view name;
  Location where;
};
[[nodiscard]] Promise make_promise(const DraftPromise& draft,
                                   const ZoneInForce& zone, CronTable& crons);

/// The id of `name`, or an invalid one and an unknown reference.
[[nodiscard]] NodeId find_or_note(const Located<std::string>& name,
                                  std::string_view field,
                                  std::string_view consumer,
                                  const NodesByName& nodes,
                                  std::vector<UnknownReference>& unknown);

}  // namespace lockstep
