// yaml-cpp's events into a Document. yaml-cpp gives the place where a node
// starts (a byte offset, since the stream it reads is UTF-8) but not where it
// ends, keeps duplicate keys, and takes a quote that is never closed for the
// rest of the file; what it leaves out is found here in the source text.
#include "load/yaml_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <istream>
#include <optional>
#include <streambuf>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "base/text.hpp"
#include "load/yaml_problem.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n";

/// Lets an istream read a text that stays where it is, a piece at a time so
/// that progress can be told.
class TextBuffer : public std::streambuf {
 public:
  TextBuffer(std::string_view text, const Source& source)
      : text_(text), source_(source) {}

 protected:
  int_type underflow() override {
    constexpr std::size_t kPiece = std::size_t{1} << 16;
    if (source_.on_progress) source_.on_progress(read_);
    if (read_ == text_.size()) return traits_type::eof();
    const std::size_t size = std::min(kPiece, text_.size() - read_);
    // The get area is never written to: sputbackc of another byte fails.
    char* const start = const_cast<char*>(text_.data()) + read_;
    setg(start, start, start + size);
    read_ += size;
    return traits_type::to_int_type(*start);
  }

 private:
  std::string_view text_;
  const Source& source_;
  std::size_t read_ = 0;
};

/// Ends the parse from within an event; what to say was said.
struct Stop {};

class TreeBuilder : public YAML::EventHandler {
 public:
  /// `skipped` bytes stand before what yaml-cpp reads.
  TreeBuilder(SourceId source, std::size_t skipped, LoadContext& context)
      : source_(source),
        text_(context.sources[source].text),
        skipped_(skipped),
        context_(context),
        builder_(source, text_) {}

  void drop_last() { builder_.drop_last(); }
  Document finish() { return builder_.finish(context_.diagnostics); }
  [[nodiscard]] const DocumentBuilder& builder() const { return builder_; }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag,
                YAML::anchor_t anchor, const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag,
                  YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { end(); }

 private:
  using NodeIndex = DocumentBuilder::NodeIndex;
  /// A list or map that is open, beside what the builder keeps.
  struct Open {
    YAML::anchor_t anchor;
    bool in_brackets;
  };

  [[nodiscard]] std::size_t offset_of(const YAML::Mark& mark) const {
    return std::min(skipped_ + static_cast<std::size_t>(mark.pos),
                    text_.size());
  }
  [[nodiscard]] char at(std::size_t offset) const {
    return offset < text_.size() ? text_[offset] : '\0';
  }
  void report(std::string_view rule, std::size_t offset, std::size_t length,
              std::string message, std::string help);
  [[nodiscard]] std::size_t content_start(std::size_t offset) const;
  [[nodiscard]] std::size_t scalar_end(std::size_t start,
                                       std::string_view value);
  std::size_t begin(const YAML::Mark& mark, const std::string& tag,
                    YAML::anchor_t anchor, YAML::EmitterStyle::value style);
  void end();
  void check_tag(const std::string& tag, std::size_t offset);
  void check_key(std::size_t offset);
  void remember(YAML::anchor_t anchor, NodeIndex node);

  SourceId source_;
  std::string_view text_;
  std::size_t skipped_;
  LoadContext& context_;
  DocumentBuilder builder_;
  std::vector<Open> open_;
  std::vector<std::optional<NodeIndex>> anchors_;  ///< by yaml-cpp's number
  /// Set within a list or map that stands as a key: how many were open.
  std::optional<std::size_t> inside_key_;
  std::size_t alias_nodes_ = 0;
  std::size_t last_end_ = 0;  ///< behind the last token seen
  bool seen_document_ = false;
};

void TreeBuilder::report(std::string_view rule, std::size_t offset,
                         std::size_t length, std::string message,
                         std::string help) {
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.message = std::move(message);
  diagnostic.where = {source_, offset, std::min(length, text_.size() - offset)};
  diagnostic.help = std::move(help);
  context_.diagnostics.push_back(std::move(diagnostic));
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (seen_document_) {
    report("INP001", offset_of(mark), 3, "a second document starts here",
           "one file holds one document; move this one to a file of its own");
    throw Stop{};
  }
  seen_document_ = true;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  // A value that is left out has the place of what follows it; point behind
  // its key then.
  const std::size_t start = content_start(offset_of(mark));
  const bool written =
      at(start) == '~' || to_lower(text_.substr(start, 4)) == "null";
  const std::size_t length = at(start) == '~' ? 1 : written ? 4 : 0;
  check_key(start);
  if (written) last_end_ = start + length;
  remember(anchor, builder_.null(written ? start : last_end_, length));
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t start = offset_of(mark);
  last_end_ = std::min(text_.find_first_of(" \t\r\n,]}", start), text_.size());
  const std::string name(text_.substr(start, last_end_ - start));
  if (anchor >= anchors_.size() || !anchors_[anchor]) {
    report("INP001", start, name.size(),
           "alias " + quoted(name) + " stands inside of what it names",
           "a value cannot contain itself");
    throw Stop{};
  }
  const NodeIndex node = *anchors_[anchor];
  if (builder_.kind(node) != ValueKind::Scalar) check_key(start);
  alias_nodes_ += builder_.expanded_size(node);
  if (alias_nodes_ > context_.limits.alias_nodes) {
    report("INP006", start, name.size(),
           fmt::format("aliases stand for more than {} values",
                       context_.limits.alias_nodes),
           "--max-alias-nodes lifts the limit");
    context_.over_limit = true;
    throw Stop{};
  }
  builder_.share(node);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag,
                           YAML::anchor_t anchor, const std::string& value) {
  const std::size_t offset = offset_of(mark);
  check_tag(tag, offset);
  const std::size_t start = content_start(offset);
  const std::size_t end = scalar_end(start, value);
  const bool quoted =
      std::string_view("\"'|>").find(at(start)) != std::string_view::npos;
  const bool is_text = quoted || tag == "tag:yaml.org,2002:str";
  last_end_ = end;
  remember(anchor, builder_.scalar(value, is_text, start, end - start));
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark,
                                  const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value style) {
  builder_.begin_list(begin(mark, tag, anchor, style));
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag,
                             YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style) {
  builder_.begin_map(begin(mark, tag, anchor, style));
}

std::size_t TreeBuilder::begin(const YAML::Mark& mark, const std::string& tag,
                               YAML::anchor_t anchor,
                               YAML::EmitterStyle::value style) {
  const std::size_t offset = offset_of(mark);
  check_tag(tag, offset);
  check_key(offset);
  const std::size_t start = content_start(offset);
  if (open_.size() >= context_.limits.depth) {
    report("INP006", start, 1,
           fmt::format("nested deeper than {} levels", context_.limits.depth),
           "--max-depth lifts the limit");
    context_.over_limit = true;
    throw Stop{};
  }
  if (builder_.expects_key() && !inside_key_) inside_key_ = open_.size();
  // The map of `[a: b]` has the flow style but no brackets of its own.
  const bool in_brackets = style == YAML::EmitterStyle::Flow &&
                           (at(start) == '[' || at(start) == '{');
  open_.push_back({anchor, in_brackets});
  last_end_ = in_brackets ? start + 1 : start;
  return start;
}

void TreeBuilder::end() {
  const Open open = open_.back();
  open_.pop_back();
  if (inside_key_ == open_.size()) inside_key_.reset();
  while (open.in_brackets && last_end_ < text_.size()) {
    const char c = text_[last_end_];
    if (c == '#') {
      last_end_ = std::min(text_.find('\n', last_end_), text_.size());
    } else {
      ++last_end_;
      if (c == ']' || c == '}') break;
    }
  }
  remember(open.anchor, builder_.end(last_end_));
}

// Behind the tag and anchor that a node may begin with; `!{}` needs no blank.
std::size_t TreeBuilder::content_start(std::size_t offset) const {
  std::size_t start = offset;
  while (at(start) == '&' || at(start) == '!') {
    start =
        std::min(text_.find_first_of(" \t\r\n,[]{}\"", start), text_.size());
    start = std::min(text_.find_first_not_of(kBlanks, start), text_.size());
  }
  return start;
}

// Behind a scalar; of a block scalar, and of a plain one over several lines,
// behind its first line.
std::size_t TreeBuilder::scalar_end(std::size_t start, std::string_view value) {
  const char quote = at(start);
  if (quote != '"' && quote != '\'') {
    if (text_.substr(start, value.size()) == value) {
      return start + value.size();
    }
    const std::size_t line_end =
        std::min(text_.find_first_of("\r\n", start), text_.size());
    return start + trim(text_.substr(start, line_end - start)).size();
  }
  for (std::size_t i = start + 1; i < text_.size(); ++i) {
    if (quote == '"' && text_[i] == '\\') {
      ++i;
    } else if (text_[i] == quote && quote == '\'' && at(i + 1) == quote) {
      ++i;
    } else if (text_[i] == quote) {
      return i + 1;
    }
  }
  report("INP001", start, 1, "a quote is never closed",
         fmt::format("close it with {} on the same line", quote));
  throw Stop{};
}

void TreeBuilder::check_tag(const std::string& tag, std::size_t offset) {
  if (tag.empty() || tag == "?" || tag == "!" ||
      tag.starts_with("tag:yaml.org,2002:")) {
    return;
  }
  const std::size_t start = std::min(text_.find('!', offset), text_.size());
  const std::size_t end =
      std::min(text_.find_first_of(kBlanks, start), text_.size());
  report(
      "INP002", start, end - start,
      "tag " + quoted(text_.substr(start, end - start)) + " means nothing here",
      "remove it; nothing is computed or included by tags");
}

void TreeBuilder::check_key(std::size_t offset) {
  if (!builder_.expects_key() || inside_key_) return;
  report("INP002", offset, 1, "a key must be a text",
         "lists, mappings and nothing cannot name a field");
}

void TreeBuilder::remember(YAML::anchor_t anchor, NodeIndex node) {
  if (anchor == YAML::NullAnchor) return;
  if (anchors_.size() <= anchor) anchors_.resize(anchor + 1);
  anchors_[anchor] = node;
}

// What yaml-cpp threw, as a diagnostic.
void report_problem(const YAML::Exception& problem, std::size_t skipped,
                    const DocumentBuilder& builder, SourceId source,
                    LoadContext& context) {
  YamlPlace place{source, context.sources[source].text, skipped, std::nullopt};
  if (!problem.mark.is_null()) {
    place.offset += static_cast<std::size_t>(problem.mark.pos);
  }
  if (builder.depth() > 0) place.innermost = builder.innermost();
  if (dynamic_cast<const YAML::DeepRecursion*>(&problem) != nullptr) {
    context.diagnostics.push_back(too_deep(place));
    context.over_limit = true;
  } else {
    context.diagnostics.push_back(yaml_problem(problem.msg, place));
  }
}

}  // namespace

Document read_yaml(SourceId source, LoadContext& context) {
  const Source& input = context.sources[source];
  const auto empty = [&] {
    return DocumentBuilder(source, {}).finish(context.diagnostics);
  };
  if (auto problem = unreadable(source, input.text)) {
    context.over_limit = context.over_limit || problem->rule == "INP006";
    context.diagnostics.push_back(std::move(*problem));
    return empty();
  }
  const std::size_t skipped =
      input.text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  TextBuffer buffer(input.text.substr(skipped), input);
  std::istream stream(&buffer);
  TreeBuilder tree(source, skipped, context);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(tree)) {
    }
  } catch (const Stop&) {
    // Said already; what was read before it counts.
  } catch (const YAML::Exception& problem) {
    report_problem(problem, skipped, tree.builder(), source, context);
    tree.drop_last();
  }
  if (context.over_limit) return empty();
  return tree.finish();
}

}  // namespace lockstep
