// Building and reading the arena tree of value.hpp. Children of the lists and
// maps that are open wait on one stack; closing one moves its share behind the
// children that are settled (a postfix walk, no recursion).
#include "load/value.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <set>
#include <utility>

#include "base/text.hpp"

namespace lockstep {

ValueKind Value::kind() const { return document_->nodes_[id_].kind; }

std::string_view Value::text() const { return document_->nodes_[id_].text; }

bool Value::quoted() const { return document_->nodes_[id_].quoted; }

Location Value::where() const {
  const auto& node = document_->nodes_[id_];
  return {document_->source_, node.offset, node.length};
}

Location Value::text_where() const {
  const auto& node = document_->nodes_[id_];
  const bool in_quotes = node.quoted && node.length == node.text.size() + 2;
  return in_quotes
             ? Location{document_->source_, node.offset + 1, node.text.size()}
             : where();
}

std::size_t Value::size() const {
  const auto& node = document_->nodes_[id_];
  return is_map() ? node.child_count / 2 : node.child_count;
}

Value Value::item(std::size_t index) const {
  assert(is_list() && index < size());
  const auto& node = document_->nodes_[id_];
  return {*document_, document_->children_[node.first_child + index]};
}

Value Value::key(std::size_t index) const {
  assert(is_map() && index < size());
  const auto& node = document_->nodes_[id_];
  return {*document_, document_->children_[node.first_child + 2 * index]};
}

Value Value::value(std::size_t index) const {
  assert(is_map() && index < size());
  const auto& node = document_->nodes_[id_];
  return {*document_, document_->children_[node.first_child + 2 * index + 1]};
}

DocumentBuilder::DocumentBuilder(SourceId source, std::string_view source_text)
    : source_text_(source_text) {
  document_.source_ = source;
}

auto DocumentBuilder::null(std::size_t offset, std::size_t length)
    -> NodeIndex {
  Document::Node node;
  node.offset = offset;
  node.length = length;
  const NodeIndex index = append(node, 1);
  add(index);
  return index;
}

auto DocumentBuilder::scalar(std::string_view text, bool quoted,
                             std::size_t offset, std::size_t length)
    -> NodeIndex {
  Document::Node node;
  node.kind = ValueKind::Scalar;
  node.quoted = quoted;
  node.offset = offset;
  node.length = length;
  // Most texts stand in the source as they are, behind a quote or at once.
  const std::size_t start = offset + (quoted ? 1 : 0);
  if (start <= source_text_.size() &&
      source_text_.substr(start, text.size()) == text) {
    node.text = source_text_.substr(start, text.size());
  } else {
    node.text = document_.unescaped_.emplace_back(text);
  }
  const NodeIndex index = append(node, 1);
  add(index);
  return index;
}

bool DocumentBuilder::expects_key() const {
  return !open_.empty() && open_.back().kind == ValueKind::Map &&
         (pending_.size() - open_.back().first_pending) % 2 == 0;
}

void DocumentBuilder::begin(ValueKind kind, std::size_t offset) {
  open_.push_back({kind, offset, pending_.size()});
}

auto DocumentBuilder::end(std::size_t end) -> NodeIndex {
  assert(!open_.empty());
  const Open open = open_.back();
  open_.pop_back();
  const auto first = std::next(pending_.begin(),
                               static_cast<std::ptrdiff_t>(open.first_pending));
  std::vector<NodeIndex> children(first, pending_.end());
  pending_.erase(first, pending_.end());
  if (open.kind == ValueKind::Map) {
    children = merge(unique_entries(std::move(children)));
  }

  Document::Node node;
  node.kind = open.kind;
  node.offset = open.offset;
  node.length = std::max(end, open.offset) - open.offset;
  node.first_child = document_.children_.size();
  node.child_count = static_cast<std::uint32_t>(children.size());
  std::size_t expanded = 1;
  for (const NodeIndex child : children) {
    // Saturates: an alias bomb doubles at every level.
    expanded += std::min(expanded_[child], SIZE_MAX / 2 - expanded);
  }
  document_.children_.insert(document_.children_.end(), children.begin(),
                             children.end());
  const NodeIndex index = append(node, expanded);
  add(index);
  return index;
}

void DocumentBuilder::drop_last() {
  const std::size_t first = open_.empty() ? 0 : open_.back().first_pending;
  if (pending_.size() <= first) return;
  const ValueKind last = kind(pending_.back());
  if (last != ValueKind::List && last != ValueKind::Map) pending_.pop_back();
}

auto DocumentBuilder::append(Document::Node node, std::size_t expanded)
    -> NodeIndex {
  document_.nodes_.push_back(node);
  expanded_.push_back(expanded);
  return static_cast<NodeIndex>(document_.nodes_.size() - 1);
}

// The entries with a scalar key and a value, each key once.
auto DocumentBuilder::unique_entries(std::vector<NodeIndex> children)
    -> std::vector<NodeIndex> {
  struct Entry {
    std::string_view text;
    std::size_t position;
  };
  std::vector<Entry> by_text;
  for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
    if (kind(children[i]) != ValueKind::Scalar) continue;
    by_text.push_back({document_.nodes_[children[i]].text, i});
  }
  std::sort(by_text.begin(), by_text.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.text, a.position) < std::pair(b.text, b.position);
  });
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < by_text.size(); ++i) {
    if (i > 0 && by_text[i].text == by_text[i - 1].text) {
      duplicates_.push_back(
          {children[by_text[i].position], children[kept.back()]});
    } else {
      kept.push_back(by_text[i].position);
    }
  }
  std::sort(kept.begin(), kept.end());
  std::vector<NodeIndex> entries;
  entries.reserve(2 * kept.size());
  for (const std::size_t position : kept) {
    entries.push_back(children[position]);
    entries.push_back(children[position + 1]);
  }
  return entries;
}

auto DocumentBuilder::merge(std::vector<NodeIndex> entries) const
    -> std::vector<NodeIndex> {
  const auto& nodes = document_.nodes_;
  std::vector<NodeIndex> own, merged_maps;
  for (std::size_t i = 0; i < entries.size(); i += 2) {
    const auto& key = nodes[entries[i]];
    const std::vector<NodeIndex> maps = key.text == "<<" && !key.quoted
                                            ? maps_of(entries[i + 1])
                                            : std::vector<NodeIndex>{};
    if (maps.empty()) {
      own.insert(own.end(), {entries[i], entries[i + 1]});
    }
    merged_maps.insert(merged_maps.end(), maps.begin(), maps.end());
  }
  if (merged_maps.empty()) return entries;

  std::set<std::string_view> keys;
  for (std::size_t i = 0; i < own.size(); i += 2) {
    keys.insert(nodes[own[i]].text);
  }
  for (const NodeIndex map : merged_maps) {
    for (std::size_t i = 0; i < nodes[map].child_count; i += 2) {
      const NodeIndex key = document_.children_[nodes[map].first_child + i];
      if (!keys.insert(nodes[key].text).second) continue;
      own.insert(own.end(),
                 {key, document_.children_[nodes[map].first_child + i + 1]});
    }
  }
  return own;
}

// What a merge key may bring in: a map, or a list of nothing but maps.
auto DocumentBuilder::maps_of(NodeIndex node) const -> std::vector<NodeIndex> {
  if (kind(node) == ValueKind::Map) return {node};
  if (kind(node) != ValueKind::List) return {};
  const auto& list = document_.nodes_[node];
  std::vector<NodeIndex> maps;
  for (std::size_t i = 0; i < list.child_count; ++i) {
    maps.push_back(document_.children_[list.first_child + i]);
    if (kind(maps.back()) != ValueKind::Map) return {};
  }
  return maps;
}

Document DocumentBuilder::finish(std::vector<Diagnostic>& diagnostics) {
  while (!open_.empty()) end(source_text_.size());
  if (pending_.empty()) null(0, 0);
  document_.root_ = pending_.front();
  for (const Duplicate& duplicate : duplicates_) {
    const Value key(document_, duplicate.key);
    Diagnostic diagnostic;
    diagnostic.rule = "INP004";
    diagnostic.message = "duplicate key " + quoted(key.text());
    diagnostic.where = key.where();
    diagnostic.notes.push_back(
        {"first given here", Value(document_, duplicate.first).where()});
    diagnostic.help = "keep one of the two; the first is used";
    diagnostics.push_back(std::move(diagnostic));
  }
  return std::move(document_);
}

}  // namespace lockstep
