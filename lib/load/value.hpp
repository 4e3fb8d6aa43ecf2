#pragma once
// A small tree of located values, the common ground of YAML and JSON: a reader
// builds a Document front to back, field tables read it. Nodes lie in one
// arena and refer to each other by index, so shared subtrees (YAML aliases)
// cost nothing and no depth of nesting can exhaust the stack.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace lockstep {

enum class ValueKind : std::uint8_t { Null, Scalar, List, Map };

class Document;

/// A node of a Document, which must outlive it.
class Value {
 public:
  [[nodiscard]] ValueKind kind() const;
  [[nodiscard]] bool is_null() const { return kind() == ValueKind::Null; }
  [[nodiscard]] bool is_scalar() const { return kind() == ValueKind::Scalar; }
  [[nodiscard]] bool is_list() const { return kind() == ValueKind::List; }
  [[nodiscard]] bool is_map() const { return kind() == ValueKind::Map; }

  /// Of a scalar: its text, unescaped; numbers and booleans as written.
  [[nodiscard]] std::string_view text() const;
  /// Of a scalar: written in quotes (or as a YAML block), so surely a text.
  [[nodiscard]] bool quoted() const;
  /// From its first byte (a quote, too) to the end of its last.
  [[nodiscard]] Location where() const;
  /// Of a scalar: the bytes of its text alone, without quotes, if the text
  /// stands in the source as it is; else where(). Offsets into the text are
  /// offsets into this place then.
  [[nodiscard]] Location text_where() const;

  /// Number of items of a list or entries of a map, else 0.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] Value item(std::size_t index) const;   ///< of a list
  [[nodiscard]] Value key(std::size_t index) const;    ///< of a map, a scalar
  [[nodiscard]] Value value(std::size_t index) const;  ///< of a map

 private:
  friend class Document;
  friend class DocumentBuilder;
  Value(const Document& document, std::uint32_t id)
      : document_(&document), id_(id) {}

  const Document* document_;
  std::uint32_t id_;
};

/// A whole tree. Texts that stand in the source as they are stay there, so the
/// source's text must outlive the Document.
class Document {
 public:
  /// The top value; null for an empty document.
  [[nodiscard]] Value root() const { return Value(*this, root_); }

 private:
  friend class Value;
  friend class DocumentBuilder;
  struct Node {
    ValueKind kind = ValueKind::Null;
    bool quoted = false;
    std::uint32_t child_count = 0;  ///< of a map: keys and values
    std::size_t first_child = 0;
    std::size_t offset = 0;
    std::size_t length = 0;
    std::string_view text;
  };

  SourceId source_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> children_;
  std::deque<std::string> unescaped_;  ///< stable addresses
  std::uint32_t root_ = 0;
};

/// Builds a Document from events in document order. In a map, keys and values
/// alternate; keys must be scalars. What is still open at finish() is closed,
/// a last key without a value is dropped: a broken file keeps its good part.
class DocumentBuilder {
 public:
  using NodeIndex = std::uint32_t;

  DocumentBuilder(SourceId source, std::string_view source_text);

  NodeIndex null(std::size_t offset, std::size_t length);
  NodeIndex scalar(std::string_view text, bool quoted, std::size_t offset,
                   std::size_t length);
  void begin_list(std::size_t offset) { begin(ValueKind::List, offset); }
  void begin_map(std::size_t offset) { begin(ValueKind::Map, offset); }
  /// Closes the innermost list or map; `end` is the offset behind it. Of two
  /// equal keys of a map the first stays and the other is remembered. An
  /// unquoted key `<<` brings in the entries of its map, or maps, whose keys
  /// the map does not have itself (YAML's merge key).
  NodeIndex end(std::size_t end);
  /// The same node once more (a YAML alias).
  void share(NodeIndex node) { add(node); }

  /// Forgets the last scalar if it was not closed in: behind a syntax error
  /// it is no more than a guess.
  void drop_last();

  /// Lists and maps that are open.
  [[nodiscard]] std::size_t depth() const { return open_.size(); }
  /// Where the innermost list or map that is open begins.
  [[nodiscard]] std::size_t innermost() const { return open_.back().offset; }
  /// True if the next scalar is the key of a map.
  [[nodiscard]] bool expects_key() const;
  /// Nodes that `node` stands for if all that is shared were copied.
  [[nodiscard]] std::size_t expanded_size(NodeIndex node) const {
    return expanded_[node];
  }
  [[nodiscard]] ValueKind kind(NodeIndex node) const {
    return document_.nodes_[node].kind;
  }

  /// The tree; duplicate keys are reported as INP004 with both places.
  [[nodiscard]] Document finish(std::vector<Diagnostic>& diagnostics);

 private:
  struct Open {
    ValueKind kind;
    std::size_t offset;
    std::size_t first_pending;
  };
  struct Duplicate {
    NodeIndex key, first;
  };

  void begin(ValueKind kind, std::size_t offset);
  void add(NodeIndex node) { pending_.push_back(node); }
  NodeIndex append(Document::Node node, std::size_t expanded);
  std::vector<NodeIndex> unique_entries(std::vector<NodeIndex> children);
  std::vector<NodeIndex> merge(std::vector<NodeIndex> entries) const;
  [[nodiscard]] std::vector<NodeIndex> maps_of(NodeIndex node) const;

  Document document_;
  std::string_view source_text_;
  std::vector<Open> open_;
  std::vector<NodeIndex> pending_;  ///< children of what is open
  std::vector<std::size_t> expanded_;
  std::vector<Duplicate> duplicates_;
};

}  // namespace lockstep
