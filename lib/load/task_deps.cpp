#include "load/task_deps.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "load/json_diagnostic.hpp"
#include "load/json_reader.hpp"
#include "load/loaders.hpp"
#include "load/problems.hpp"
#include "load/task_data.hpp"
#include "load/task_graph.hpp"

namespace lockstep {
namespace {

/// The keys of a node. `model` is the `task` of 2023; both only repeat `typ`.
enum class NodeKey : std::uint8_t { Data, Children, Task, Model, Other };

struct NodeKeyRow {
  std::string_view key;
  std::string_view expected;
};
constexpr std::array<NodeKeyRow, 4> kNodeKeys{
    {{"data", "an object"},
     {"children", "an array of nodes"},
     {"task", "true or false"},
     {"model", "true or false"}}};

constexpr std::string_view kLeftOut =
    "it is left out, with the edges to and from it";

/// A node whose closing brace has not come yet.
struct OpenNode {
  std::size_t offset = 0;         ///< of its opening brace
  std::size_t first_pending = 0;  ///< its children are pending_ from here on
  TaskGraph::NodeRef node = {};   ///< absent before `data` or if that is bad
  Place name = {};
  std::string unresolved_parent = {};
  std::uint8_t seen = 0;  ///< a bit for each key of kNodeKeys
  bool has_typ = false;
  bool has_flag = false;  ///< `task` or `model` stands there...
  bool flag = false;      ///< ... and says true
};

/// Drives the graph by the events of the text. Only nodes nest, so the state
/// is the stack of open nodes and where we are in the innermost one.
class ForestReader final : public JsonHandler {
 public:
  ForestReader(const TextMap& map, LoadContext& context)
      : context_(context), problems_(map), data_(context, problems_) {}

  bool begin_object(std::size_t offset) override;
  bool end_object(std::size_t end) override;
  bool begin_array(std::size_t offset) override;
  bool end_array(std::size_t end) override;
  bool key(std::string_view key, std::size_t offset,
           std::size_t length) override;
  bool scalar(const JsonScalar& value) override;

  void finish(Draft& draft);

 private:
  enum class State : std::uint8_t {
    Start,
    Nodes,         ///< between the elements of an array of nodes
    Node,          ///< in a node
    Data,          ///< in its `data`
    WriteStrategy  ///< in an object in `data` that is read
  };

  void node_key(std::string_view key, Place place);
  /// Something else stands where a node, or a part of one, should.
  bool wrong(std::string_view found, Place place);
  bool pass_over(std::string_view found, std::size_t offset);
  bool finish_data(std::size_t end);
  void finish_node();
  void settle_typ(const OpenNode& node);

  LoadContext& context_;
  Problems problems_;
  TaskGraph graph_;
  TaskData data_;
  State state_ = State::Start;
  NodeKey node_key_ = NodeKey::Other;  ///< of the value to come
  std::size_t passing_over_ = 0;       ///< open containers that mean nothing
  std::vector<OpenNode> open_;
  std::vector<TaskGraph::Child> pending_;  ///< children of all open nodes
};

bool ForestReader::begin_object(std::size_t offset) {
  if (passing_over_ > 0) {
    ++passing_over_;
    return true;
  }
  switch (state_) {
    case State::Nodes:
      open_.push_back({.offset = offset, .first_pending = pending_.size()});
      state_ = State::Node;
      return true;
    case State::Node:
      if (node_key_ != NodeKey::Data) return pass_over("an object", offset);
      state_ = State::Data;
      data_.begin(offset);
      return true;
    case State::Data:
    case State::WriteStrategy:
      if (data_.begin_inner_object(offset)) {
        state_ = State::WriteStrategy;
      } else {
        passing_over_ = 1;
      }
      return true;
    case State::Start:
      break;
  }
  return wrong("an object", {offset, 1});
}

bool ForestReader::begin_array(std::size_t offset) {
  if (passing_over_ > 0) {
    ++passing_over_;
    return true;
  }
  const bool is_children =
      state_ == State::Node && node_key_ == NodeKey::Children;
  if (state_ == State::Start || is_children) {
    state_ = State::Nodes;
    return true;
  }
  if (state_ == State::Data || state_ == State::WriteStrategy) {
    data_.array(offset);
    passing_over_ = 1;
    return true;
  }
  return pass_over("an array", offset);
}

bool ForestReader::end_array(std::size_t) {
  if (passing_over_ > 0) {
    --passing_over_;
  } else if (!open_.empty()) {
    state_ = State::Node;
  }
  return true;
}

bool ForestReader::end_object(std::size_t end) {
  if (passing_over_ > 0) {
    --passing_over_;
    return true;
  }
  switch (state_) {
    case State::WriteStrategy:
      state_ = State::Data;
      data_.end_inner();
      return true;
    case State::Data:
      state_ = State::Node;
      return finish_data(end);
    default:
      state_ = State::Nodes;
      finish_node();
      return true;
  }
}

bool ForestReader::key(std::string_view key, std::size_t offset,
                       std::size_t length) {
  if (passing_over_ > 0) return true;
  const Place place{offset, static_cast<std::uint32_t>(length)};
  if (state_ == State::Node) {
    node_key(key, place);
  } else {
    data_.key(key, place);
  }
  return true;
}

void ForestReader::node_key(std::string_view key, Place place) {
  const auto row =
      std::find_if(kNodeKeys.begin(), kNodeKeys.end(),
                   [&](const NodeKeyRow& known) { return known.key == key; });
  node_key_ = static_cast<NodeKey>(row - kNodeKeys.begin());
  if (node_key_ == NodeKey::Other) return;
  const auto bit =
      static_cast<std::uint8_t>(1U << static_cast<unsigned>(node_key_));
  std::uint8_t& seen = open_.back().seen;
  if ((seen & bit) != 0) {
    problems_.error("INP004", fmt::format("duplicate key {}", quoted(key)),
                    place, "keep one of the two");
  }
  seen = static_cast<std::uint8_t>(seen | bit);
}

bool ForestReader::scalar(const JsonScalar& value) {
  if (passing_over_ > 0) return true;
  if (state_ == State::Data || state_ == State::WriteStrategy) {
    data_.scalar(value);
    return true;
  }
  const bool is_flag =
      node_key_ == NodeKey::Task || node_key_ == NodeKey::Model;
  if (state_ == State::Node && is_flag &&
      value.kind == JsonScalar::Kind::Boolean) {
    open_.back().has_flag = true;
    open_.back().flag |= value.boolean;
    return true;
  }
  if (state_ == State::Node && value.kind == JsonScalar::Kind::Null) {
    return true;
  }
  return wrong(shown(value), place_of(value));
}

bool ForestReader::pass_over(std::string_view found, std::size_t offset) {
  passing_over_ = 1;
  return wrong(found, {offset, 1});
}

bool ForestReader::wrong(std::string_view found, Place place) {
  if (state_ == State::Start) {
    problems_.error(
        "INP002",
        fmt::format("the top level is {}; expected an array of nodes", found),
        place);
    return false;
  }
  if (state_ == State::Nodes) {
    problems_.error(
        "INP002",
        fmt::format("a node is {}; expected an object with \"data\"", found),
        place);
  } else if (node_key_ != NodeKey::Other) {
    const NodeKeyRow& row = kNodeKeys[static_cast<std::size_t>(node_key_)];
    problems_.error(
        "INP002",
        fmt::format("\"{}\" is {}; expected {}", row.key, found, row.expected),
        place);
  }
  return true;
}

bool ForestReader::finish_data(std::size_t end) {
  std::optional<NodeCopy> copy = data_.finish(end);
  if (!copy) return !context_.over_limit;
  copy->first_level = open_.size() == 1;
  OpenNode& node = open_.back();
  node.node = graph_.add(*copy);
  node.name = copy->name_place;
  node.has_typ = data_.has_typ();
  node.unresolved_parent = data_.unresolved_parent();
  if (graph_.dataset_count() <= context_.limits.nodes) return true;
  problems_.error(
      "INP006",
      fmt::format("more than {} distinct nodes", context_.limits.nodes),
      node.name, "raise the limit with --max-nodes");
  context_.over_limit = true;
  return false;
}

void ForestReader::finish_node() {
  const OpenNode node = std::move(open_.back());
  open_.pop_back();
  const auto children =
      std::span<const TaskGraph::Child>(pending_).subspan(node.first_pending);
  if (!node.node.valid()) {
    if ((node.seen & 1U) == 0) {
      problems_.error("INP002", "a node has no \"data\"", {node.offset, 1},
                      std::string(kLeftOut));
    }
    pending_.resize(node.first_pending);
    return;
  }
  graph_.add_inputs(node.node, children);
  if (!node.unresolved_parent.empty()) {
    graph_.add_external_ref(node.node, node.unresolved_parent, children);
  }
  if (!node.has_typ) settle_typ(node);
  pending_.resize(node.first_pending);
  if (!open_.empty()) {
    pending_.push_back({node.name.offset, node.name.length, node.node.dataset});
  }
}

/// Without `typ` the flag beside `data` says what the node is.
void ForestReader::settle_typ(const OpenNode& node) {
  if (node.flag) graph_.mark_task(node.node);
  if (node.has_flag) return;
  problems_.error("INP002",
                  fmt::format("node {} has no \"typ\"",
                              quoted(graph_.dataset_name(node.node))),
                  node.name, "expected \"task\", \"table\" or \"view\"");
}

void ForestReader::finish(Draft& draft) {
  data_.report_repairs();
  problems_.flush(context_.diagnostics);
  graph_.append_to(draft, problems_.map());
}

}  // namespace

void read_task_deps(std::string_view json, const TextMap& map, SourceId source,
                    LoadContext& context, Draft& draft) {
  ForestReader reader(map, context);
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
  // Without a look at a node's keys (no tasks, or cut off) nothing speaks
  // against it.
  if (!outline.has_elements) return true;
  return outline.first_is_object &&
         (outline.keys.empty() ||
          std::any_of(outline.keys.begin(), outline.keys.end(),
                      [](const std::string& key) {
                        return key == "data" || key == "children";
                      }));
}

void load_task_deps(SourceId source, LoadContext& context, Draft& draft) {
  read_task_deps(context.sources[source].text, TextMap(source), source, context,
                 draft);
}

}  // namespace lockstep
