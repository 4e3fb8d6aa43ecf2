#include "load/task_deps.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cron/cron.hpp"
#include "load/json_diagnostic.hpp"
#include "load/json_reader.hpp"
#include "load/loaders.hpp"
#include "load/problems.hpp"
#include "load/task_graph.hpp"

namespace lockstep {
namespace {

/// The fields of a node's `data` that mean something to us. Keys that are not
/// here pass in silence: machines write these files, and what a newer Starlake
/// adds is nobody's typing error.
enum class Field : std::uint8_t {
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
  Count
};

enum class FieldType : std::uint8_t { Text, Integer, Object };

struct FieldRow {
  std::string_view key;
  FieldType type;
  std::string_view expected;
};

constexpr std::array<FieldRow, std::size_t(Field::Count)> kFields{{
    {"name", FieldType::Text, "a text"},
    {"typ", FieldType::Text, "a text"},
    {"parentTyp", FieldType::Text, "a text"},
    {"parentRef", FieldType::Text, "a text"},
    {"writeStrategy", FieldType::Object, "an object with \"type\""},
    {"dataset_triggering_strategy", FieldType::Text, "a text"},
    {"sink", FieldType::Text, "a text"},
    {"cron", FieldType::Text, "a text"},
    {"freshness", FieldType::Integer, "an integer, in seconds"},
    {"stream", FieldType::Text, "a text"},
}};

constexpr std::size_t kUnknownField = kFields.size();

std::size_t find_field(std::string_view key) {
  std::size_t field = 0;
  while (field < kFields.size() && kFields[field].key != key) ++field;
  return field;
}

/// What `typ` may be; `model` is the `task` of 2023.
struct TypRow {
  std::string_view name;
  bool is_task;
  bool is_view;
};
constexpr std::array<TypRow, 7> kTyps{{{"task", true, false},
                                       {"model", true, false},
                                       {"table", false, false},
                                       {"view", false, true},
                                       {"taskview", false, true},
                                       {"cte", false, true},
                                       {"unknown", false, false}}};

/// A text of the `data` being read; the string keeps its capacity.
struct TextField {
  std::string text;
  Place place;
};

/// A node whose closing brace has not come yet.
struct OpenNode {
  std::size_t offset = 0;         ///< of its opening brace
  std::size_t first_pending = 0;  ///< its children are pending_ from here on
  TaskGraph::NodeRef node = {};   ///< absent before `data` and if that is bad
  Place name = {};
  std::uint8_t seen = 0;  ///< a bit for each key of kNodeKeys
  bool typ_missing = false;
  bool flagged = false;  ///< `task` or `model` stands there...
  bool flag = false;     ///< ... and says true
  std::string external_ref = {};
};

enum class NodeKey : std::uint8_t { Data, Children, Task, Model, Other };
constexpr std::array<std::string_view, 4> kNodeKeys{"data", "children", "task",
                                                    "model"};

Place place_of(const JsonScalar& value) {
  return {value.offset, static_cast<std::uint32_t>(value.length)};
}

/// A value in a message.
std::string shown(const JsonScalar& value) {
  return value.kind == JsonScalar::Kind::String ? quoted(value.text)
                                                : std::string(value.text);
}

/// C0, DEL or C1, the latter as UTF-8 writes them.
bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() &&
        static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

/// Drives the graph by the events of the text. Only nodes nest, so the state
/// is where we are in the innermost one.
class Reader final : public JsonHandler {
 public:
  Reader(const TextMap& map, LoadContext& context)
      : map_(map), context_(context) {}

  bool begin_object(std::size_t offset) override;
  bool end_object(std::size_t end) override;
  bool begin_array(std::size_t offset) override;
  bool end_array(std::size_t end) override;
  bool key(std::string_view key, std::size_t offset,
           std::size_t length) override;
  bool scalar(const JsonScalar& value) override;

  void finish(Draft& draft);

 private:
  enum class State : std::uint8_t { Start, Nodes, Node, Data, Write, Done };

  bool data_key(std::string_view key, Place place);
  bool node_key(std::string_view key, Place place);
  bool write_key(std::string_view key);
  void data_scalar(const JsonScalar& value);
  void node_scalar(const JsonScalar& value);
  /// A value of the wrong type; what it holds is passed over.
  bool wrong_value(std::string_view found, Place place);
  bool wrong_container(std::string_view found, std::size_t offset);
  void problem(std::string_view rule, std::string message, Place place,
               std::string help = {});
  void duplicate_key(std::string_view key, Place place);

  bool finish_data(std::size_t end);
  bool finish_node();
  bool within_node_limit();
  void settle_typ(const OpenNode& node);
  void read_typ(NodeCopy& copy);
  void repair_sink(NodeCopy& copy);
  [[nodiscard]] bool check_name(const TextField& field, std::string_view key);
  [[nodiscard]] bool has(Field field) const {
    return (seen_ >> static_cast<unsigned>(field) & 1U) != 0;
  }
  TextField& text(Field field) { return texts_[std::size_t(field)]; }
  [[nodiscard]] bool has_text(Field field) {
    return has(field) && !text(field).text.empty();
  }

  const TextMap& map_;
  LoadContext& context_;
  TaskGraph graph_;
  Problems problems_;

  State state_ = State::Start;
  std::size_t skipping_ = 0;  ///< open containers that are passed over
  NodeKey node_key_ = NodeKey::Other;
  std::vector<OpenNode> open_;
  std::vector<TaskGraph::Child> pending_;  ///< of all open nodes

  // The `data` being read.
  std::size_t data_offset_ = 0;
  std::size_t field_ = kUnknownField;
  std::uint32_t keys_seen_ = 0;  ///< to find duplicates
  std::uint32_t seen_ = 0;       ///< with a value that is not null
  std::array<TextField, std::size_t(Field::Count)> texts_;
  bool write_type_next_ = false;
  TextField write_type_;
  std::int64_t freshness_ = 0;

  std::unordered_set<std::string> repaired_;  ///< tables with a cron as sink
  Place first_repaired_;
};

void Reader::problem(std::string_view rule, std::string message, Place place,
                     std::string help) {
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.message = std::move(message);
  diagnostic.where = map_.locate(place.offset, place.length);
  diagnostic.help = std::move(help);
  problems_.add(std::move(diagnostic));
}

void Reader::duplicate_key(std::string_view key, Place place) {
  problem("INP004", fmt::format("duplicate key {}", quoted(key)), place,
          "keep one of the two");
}

// ---- Where we are ----

bool Reader::begin_object(std::size_t offset) {
  if (skipping_ > 0) {
    ++skipping_;
    return true;
  }
  switch (state_) {
    case State::Nodes:
      open_.push_back({.offset = offset, .first_pending = pending_.size()});
      state_ = State::Node;
      return true;
    case State::Node:
      if (node_key_ != NodeKey::Data) break;
      state_ = State::Data;
      data_offset_ = offset;
      keys_seen_ = seen_ = 0;
      return true;
    case State::Data:
      if (field_ != std::size_t(Field::WriteStrategy)) break;
      state_ = State::Write;
      seen_ |= 1U << field_;
      write_type_.text.clear();
      return true;
    default:
      break;
  }
  return wrong_container("an object", offset);
}

bool Reader::begin_array(std::size_t offset) {
  if (skipping_ > 0) {
    ++skipping_;
    return true;
  }
  if (state_ == State::Start ||
      (state_ == State::Node && node_key_ == NodeKey::Children)) {
    state_ = State::Nodes;
    return true;
  }
  return wrong_container("an array", offset);
}

bool Reader::end_array(std::size_t) {
  if (skipping_ > 0) {
    --skipping_;
  } else {
    state_ = open_.empty() ? State::Done : State::Node;
  }
  return true;
}

bool Reader::end_object(std::size_t end) {
  if (skipping_ > 0) {
    --skipping_;
    return true;
  }
  if (state_ == State::Write) {
    state_ = State::Data;
    return true;
  }
  if (state_ == State::Data) {
    state_ = State::Node;
    return finish_data(end);
  }
  return finish_node();
}

bool Reader::wrong_container(std::string_view found, std::size_t offset) {
  skipping_ = 1;
  return wrong_value(found, {offset, 1});
}

bool Reader::wrong_value(std::string_view found, Place place) {
  switch (state_) {
    case State::Start:
      problem(
          "INP002",
          fmt::format("the top level is {}; expected an array of nodes", found),
          place);
      return false;
    case State::Nodes:
      problem(
          "INP002",
          fmt::format("a node is {}; expected an object with \"data\"", found),
          place);
      break;
    case State::Node:
      if (node_key_ == NodeKey::Other) break;
      problem("INP002",
              fmt::format("\"{}\" is {}; expected {}",
                          kNodeKeys[std::size_t(node_key_)], found,
                          node_key_ == NodeKey::Data       ? "an object"
                          : node_key_ == NodeKey::Children ? "an array of nodes"
                                                           : "true or false"),
              place);
      break;
    case State::Data:
      if (field_ == kUnknownField) break;
      problem("INP002",
              fmt::format("\"{}\" is {}; expected {}", kFields[field_].key,
                          found, kFields[field_].expected),
              place);
      break;
    case State::Write:
      if (!write_type_next_) break;
      problem(
          "INP002",
          fmt::format("\"type\" of \"writeStrategy\" is {}; expected a text",
                      found),
          place);
      break;
    case State::Done:
      break;
  }
  return true;
}

// ---- Keys and values ----

bool Reader::key(std::string_view key, std::size_t offset, std::size_t length) {
  if (skipping_ > 0) return true;
  const Place place{offset, static_cast<std::uint32_t>(length)};
  switch (state_) {
    case State::Data:
      return data_key(key, place);
    case State::Node:
      return node_key(key, place);
    default:
      return write_key(key);
  }
}

bool Reader::data_key(std::string_view key, Place place) {
  field_ = find_field(key);
  if (field_ == kUnknownField) return true;
  const std::uint32_t bit = 1U << field_;
  if ((keys_seen_ & bit) != 0) duplicate_key(key, place);
  keys_seen_ |= bit;
  return true;
}

bool Reader::node_key(std::string_view key, Place place) {
  const auto found = std::find(kNodeKeys.begin(), kNodeKeys.end(), key);
  node_key_ = static_cast<NodeKey>(found - kNodeKeys.begin());
  if (node_key_ == NodeKey::Other) return true;
  OpenNode& node = open_.back();
  const auto bit =
      static_cast<std::uint8_t>(1U << static_cast<unsigned>(node_key_));
  if ((node.seen & bit) != 0) duplicate_key(key, place);
  node.seen |= bit;
  return true;
}

bool Reader::write_key(std::string_view key) {
  write_type_next_ = key == "type";
  return true;
}

bool Reader::scalar(const JsonScalar& value) {
  if (skipping_ > 0) return true;
  switch (state_) {
    case State::Data:
      if (field_ != kUnknownField) data_scalar(value);
      return true;
    case State::Node:
      node_scalar(value);
      return true;
    case State::Write:
      if (!write_type_next_ || value.kind == JsonScalar::Kind::Null) {
        return true;
      }
      if (value.kind == JsonScalar::Kind::String) {
        write_type_.text = value.text;
        return true;
      }
      break;
    default:
      break;
  }
  return wrong_value(shown(value), place_of(value));
}

void Reader::data_scalar(const JsonScalar& value) {
  using Kind = JsonScalar::Kind;
  // Python writes None as null: the same as if the key were not there.
  if (value.kind == Kind::Null) return;
  if (kFields[field_].type == FieldType::Text && value.kind == Kind::String) {
    texts_[field_].text = value.text;
    texts_[field_].place = place_of(value);
  } else if (kFields[field_].type == FieldType::Integer &&
             value.kind == Kind::Integer && value.integer >= 0) {
    freshness_ = value.integer;
  } else {
    wrong_value(shown(value), place_of(value));
    return;
  }
  seen_ |= 1U << field_;
}

void Reader::node_scalar(const JsonScalar& value) {
  const bool is_flag =
      node_key_ == NodeKey::Task || node_key_ == NodeKey::Model;
  if (node_key_ == NodeKey::Other || value.kind == JsonScalar::Kind::Null) {
    return;
  }
  if (!is_flag || value.kind != JsonScalar::Kind::Boolean) {
    wrong_value(shown(value), place_of(value));
    return;
  }
  open_.back().flagged = true;
  open_.back().flag |= value.boolean;
}

// ---- Nodes ----

bool Reader::check_name(const TextField& field, std::string_view key) {
  const std::string& name = field.text;
  if (name.size() > context_.limits.name_bytes) {
    problem("INP006",
            fmt::format("\"{}\" has {} bytes, more than {}", key, name.size(),
                        context_.limits.name_bytes),
            field.place, "raise the limit with --max-name-bytes");
    context_.over_limit = true;
    return false;
  }
  if (trim(name).empty()) {
    problem("INP002", fmt::format("\"{}\" is empty", key), field.place);
    return false;
  }
  if (has_control_character(name)) {
    problem("INP002", fmt::format("{} has a control character", quoted(name)),
            field.place);
    return false;
  }
  return true;
}

void Reader::read_typ(NodeCopy& copy) {
  if (!has(Field::Typ)) {
    open_.back().typ_missing = true;
    return;
  }
  const TextField& typ = text(Field::Typ);
  for (const TypRow& row : kTyps) {
    if (row.name != typ.text) continue;
    copy.is_task = row.is_task;
    copy.is_view = row.is_view;
    return;
  }
  std::array<std::string_view, kTyps.size()> names;
  std::transform(kTyps.begin(), kTyps.end(), names.begin(),
                 [](const TypRow& row) { return row.name; });
  problem("INP002",
          fmt::format("unknown \"typ\" {}{}", quoted(typ.text),
                      suggestion(typ.text, names)),
          typ.place, "it is read as \"table\"");
}

/// Starlake of February to July 2026 wrote a table's cron into its `sink`
/// (starlake-ai/starlake, starflow issue 1654).
void Reader::repair_sink(NodeCopy& copy) {
  if (copy.is_task || copy.is_view || has(Field::Cron)) return;
  const std::string& sink = text(Field::Sink).text;
  // No name holds a blank, every cron does: only suspects are compiled.
  const bool is_cron =
      is_no_schedule(sink) ||
      (sink.find(' ') != std::string::npos && compile(sink, dialects()[0]));
  if (!is_cron) return;
  copy.dataset = copy.name;
  copy.cron_declared = true;
  copy.cron = is_no_schedule(sink) ? std::string_view{} : sink;
  copy.cron_place = text(Field::Sink).place;
  if (repaired_.insert(std::string(copy.name)).second &&
      repaired_.size() == 1) {
    first_repaired_ = copy.cron_place;
  }
}

bool Reader::finish_data(std::size_t end) {
  OpenNode& node = open_.back();
  const Place whole{data_offset_,
                    static_cast<std::uint32_t>(end - data_offset_)};
  if (!has(Field::Name)) {
    problem("INP002", "a node has no \"name\"", whole,
            "it is left out, with the edges to and from it");
    return true;
  }
  if (!check_name(text(Field::Name), "name") ||
      (has_text(Field::Sink) && !check_name(text(Field::Sink), "sink"))) {
    return !context_.over_limit;
  }
  NodeCopy copy;
  copy.name = text(Field::Name).text;
  copy.name_place = text(Field::Name).place;
  copy.dataset = has_text(Field::Sink) ? text(Field::Sink).text : copy.name;
  copy.first_level = open_.size() == 1;
  read_typ(copy);
  if (has(Field::Cron)) {
    copy.cron_declared = true;
    const std::string& cron = text(Field::Cron).text;
    if (!is_no_schedule(cron)) copy.cron = cron;
    copy.cron_place = text(Field::Cron).place;
  }
  if (has_text(Field::Sink)) repair_sink(copy);
  if (has(Field::WriteStrategy)) {
    copy.write_type = write_type_.text;
    copy.is_view |= to_lower(write_type_.text) == "view";
  }
  if (has(Field::Stream)) copy.stream = text(Field::Stream).text;
  if (has(Field::Trigger)) {
    copy.trigger = text(Field::Trigger).text;
    copy.trigger_place = text(Field::Trigger).place;
  }
  if (has(Field::Freshness)) copy.freshness_seconds = freshness_;
  if (has(Field::ParentTyp) && text(Field::ParentTyp).text == "unknown" &&
      has_text(Field::ParentRef)) {
    node.external_ref = text(Field::ParentRef).text;
  }
  node.node = graph_.add(copy);
  node.name = copy.name_place;
  return within_node_limit();
}

bool Reader::within_node_limit() {
  if (graph_.dataset_count() <= context_.limits.nodes) return true;
  problem("INP006",
          fmt::format("more than {} distinct nodes", context_.limits.nodes),
          open_.back().name, "raise the limit with --max-nodes");
  context_.over_limit = true;
  return false;
}

bool Reader::finish_node() {
  const OpenNode node = std::move(open_.back());
  open_.pop_back();
  state_ = State::Nodes;
  const std::span<const TaskGraph::Child> children =
      std::span(pending_).subspan(node.first_pending);
  if (node.node.valid()) {
    graph_.add_inputs(node.node, children);
    if (!node.external_ref.empty()) {
      graph_.add_external_ref(node.node, node.external_ref, children);
    }
    if (node.typ_missing) settle_typ(node);
  } else if ((node.seen & 1U) == 0) {
    problem("INP002", "a node has no \"data\"", {node.offset, 1},
            "it is left out, with the edges to and from it");
  }
  pending_.resize(node.first_pending);
  if (node.node.valid() && !open_.empty()) {
    pending_.push_back({node.name.offset, node.name.length, node.node.dataset});
  }
  return true;
}

void Reader::settle_typ(const OpenNode& node) {
  if (node.flag) graph_.mark_task(node.node);
  if (node.flagged) return;
  problem("INP002",
          fmt::format("node {} has no \"typ\"",
                      quoted(graph_.dataset_name(node.node))),
          node.name, "expected \"task\", \"table\" or \"view\"");
}

void Reader::finish(Draft& draft) {
  if (!repaired_.empty()) {
    Diagnostic diagnostic;
    diagnostic.rule = "INP005";
    diagnostic.severity = Severity::Warning;
    diagnostic.message = fmt::format(
        "\"sink\" holds the cron of {} {}; it is read as \"cron\"",
        repaired_.size(), repaired_.size() == 1 ? "table" : "tables");
    diagnostic.where =
        map_.locate(first_repaired_.offset, first_repaired_.length);
    diagnostic.help =
        "Starlake of February to July 2026 wrote such files; generate it again "
        "with a newer one";
    problems_.add(std::move(diagnostic));
  }
  problems_.flush(context_.diagnostics);
  graph_.append_to(draft, map_);
}

}  // namespace

void read_task_deps(std::string_view json, const TextMap& map, SourceId source,
                    LoadContext& context, Draft& draft) {
  Reader reader(map, context);
  const auto error =
      read_json(json,
                {.max_depth = context.limits.depth,
                 .on_progress = &context.sources[source].on_progress},
                reader);
  reader.finish(draft);
  if (error) report(*error, map, context);
}

bool sniff_task_deps(std::string_view, std::string_view text) {
  const JsonOutline outline = outline_json(text);
  if (outline.top != JsonOutline::Top::Array) return false;
  if (!outline.has_elements)
    return true;  // an estate without tasks, or cut off
  return outline.first_is_object &&
         (outline.keys.empty() ||
          std::find(outline.keys.begin(), outline.keys.end(), "data") !=
              outline.keys.end());
}

void load_task_deps(SourceId source, LoadContext& context, Draft& draft) {
  read_task_deps(context.sources[source].text, TextMap(source), source, context,
                 draft);
}

}  // namespace lockstep
