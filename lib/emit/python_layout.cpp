// One rule for all brackets, one for long strings.
#include "emit/python_layout.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace lockstep {
namespace {

constexpr int kWidth = 88;

std::string blanks(int count) {
  return std::string(static_cast<std::size_t>(count), ' ');
}

/// Is this the blank of a template's expression?
bool is_inside_braces(std::string_view text, std::size_t at) {
  const std::size_t open = text.rfind("{{", at);
  return open != std::string_view::npos && text.find("}}", open) > at;
}

/// Cuts before blanks so that each part fits, as far as there are blanks.
std::vector<std::string_view> parts_of(std::string_view text, int room) {
  std::vector<std::string_view> parts;
  while (columns(python_string(text)) > room) {
    std::size_t cut = 0;
    for (std::size_t at = text.find(' '); at != std::string_view::npos;
         at = text.find(' ', at + 1)) {
      // A blank begins the next part, so that the cut is seen.
      if (at == 0 || is_inside_braces(text, at)) continue;
      if (cut != 0 && columns(python_string(text.substr(0, at))) > room) break;
      cut = at;
    }
    if (cut == 0) break;
    parts.push_back(text.substr(0, cut));
    text.remove_prefix(cut);
  }
  parts.push_back(text);
  return parts;
}

}  // namespace

int columns(std::string_view text) {
  return static_cast<int>(std::ranges::count_if(text, [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

Python Python::text(std::string_view text) {
  Python result(python_string(text));
  result.text_ = text;
  return result;
}

Python Python::list(std::vector<Python> items) {
  Python result;
  result.open_ = "[";
  result.close_ = "]";
  for (Python& item : items) result.item(std::move(item));
  return result;
}

Python Python::tuple() {
  Python result;
  result.open_ = "(";
  result.close_ = ")";
  return result;
}

Python Python::dict() {
  Python result;
  result.open_ = "{";
  result.close_ = "}";
  return result;
}

Python Python::call(std::string_view callee) {
  Python result;
  result.open_ = std::string(callee) + "(";
  result.close_ = ")";
  return result;
}

Python Python::operation(std::string_view sign, Parentheses parentheses) {
  Python result = tuple();
  result.sign_ = sign;
  result.bare_ = parentheses == Parentheses::WhereNeeded;
  return result;
}

Python& Python::argument(std::string_view name, Python value) & {
  return named(std::string(name) + "=", std::move(value));
}

Python& Python::entry(std::string_view key, Python value) & {
  return named(python_string(key) + ": ", std::move(value));
}

Python& Python::named(std::string prefix, Python value) & {
  items_.emplace_back(std::move(prefix), std::move(value));
  return *this;
}

std::string Python::flat() const {
  const std::string between = sign_.empty() ? ", " : " " + sign_ + " ";
  std::string out = bare_ ? "" : open_;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    out += i == 0 ? "" : between;
    out += items_[i].first + items_[i].second.flat();
  }
  if (open_ == "(" && items_.size() == 1 && sign_.empty()) out += ",";
  return bare_ ? out : out + close_;
}

std::string Python::several_texts(int margin) const {
  std::string out = "(";
  for (const std::string_view part : parts_of(text_, kWidth - margin - 4)) {
    out += "\n" + blanks(margin + 4) + python_string(part);
  }
  return out + "\n" + blanks(margin) + ")";
}

std::string Python::layout(int margin, int column, int behind) const {
  std::string line = flat();
  if (column + columns(line) + behind <= kWidth) return line;
  if (is_text()) {
    const bool parts = parts_of(text_, kWidth - margin - 4).size() > 1;
    return parts ? several_texts(margin) : line;
  }
  if (items_.empty()) return line;
  return several_lines(margin);
}

std::string Python::several_lines(int margin) const {
  const int inner = margin + 4;
  std::string out = open_;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const auto& [prefix, value] = items_[i];
    const std::string sign = i == 0 || sign_.empty() ? "" : sign_ + " ";
    const int behind = sign_.empty() ? 1 : 0;  // a comma
    out += "\n" + blanks(inner) + sign + prefix +
           value.layout(inner, inner + columns(sign + prefix), behind);
    if (sign_.empty()) out += ",";
  }
  return out + "\n" + blanks(margin) + close_;
}

void statement(Writer& writer, std::string_view prefix, const Python& value,
               std::string_view suffix) {
  const int margin = writer.margin();
  const std::string text =
      value.layout(margin, margin + columns(prefix), columns(suffix));
  // What layout() broke is indented already.
  const std::size_t first = std::min(text.find('\n'), text.size());
  writer.line(std::string(prefix) + text.substr(0, first) +
              (first == text.size() ? std::string(suffix) : ""));
  if (first == text.size()) return;
  writer.raw(text.substr(first + 1));
  writer.raw(suffix);
  writer.raw("\n");
}

}  // namespace lockstep
