#include "lint/fix.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace lockstep {
namespace {

constexpr std::size_t kContextLines = 3;

auto order_of(const Edit& edit) {
  return std::tie(edit.where.offset, edit.where.length, edit.text);
}

struct EarlierEdit {
  bool operator()(const Edit& a, const Edit& b) const {
    return order_of(a) < order_of(b);
  }
};

/// Edits by source that may grow as long as none touches another.
class EditSet {
 public:
  explicit EditSet(const Sources& sources) : sources_(sources) {}

  /// False if the edit cannot stand beside those that are there.
  [[nodiscard]] bool accepts(const Edit& edit) const {
    const Location& where = edit.where;
    if (!where.valid()) return false;
    const std::size_t size = sources_[where.source].text.size();
    if (where.offset > size || where.length > size - where.offset) return false;
    const auto found = edits_.find(where.source);
    if (found == edits_.end()) return true;
    // Those that are there do not touch each other: the neighbours decide.
    const std::vector<Edit>& edits = found->second;
    const auto next = std::ranges::lower_bound(edits, edit, EarlierEdit());
    return (next == edits.end() || !touch(*next, edit)) &&
           (next == edits.begin() || !touch(*(next - 1), edit));
  }

  void add(const Edit& edit) {
    std::vector<Edit>& edits = edits_[edit.where.source];
    const auto place = std::ranges::lower_bound(edits, edit, EarlierEdit());
    const bool known =
        place != edits.end() && order_of(*place) == order_of(edit);
    if (!known) edits.insert(place, edit);
  }

  [[nodiscard]] std::vector<SourceEdits> take() {
    std::vector<SourceEdits> result;
    for (auto& [source, edits] : edits_) {
      result.push_back({source, std::move(edits)});
    }
    return result;
  }

 private:
  /// Equal edits are one.
  static bool touch(const Edit& a, const Edit& b) {
    return order_of(a) != order_of(b) &&
           a.where.offset <= b.where.offset + b.where.length &&
           b.where.offset <= a.where.offset + a.where.length;
  }

  const Sources& sources_;
  std::map<SourceId, std::vector<Edit>> edits_;
};

// ---- The diff ----

/// The lines of a text, each with its end; the last may lack it.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

/// Whole lines that change: [begin, end) of the old text, and the new ones.
struct Change {
  std::size_t begin = 0, end = 0;  ///< line numbers from 0
  std::string text;
};

/// Edits whose lines touch are one change.
std::vector<Change> changes_of(std::string_view text,
                               const std::vector<Edit>& edits) {
  std::vector<Change> changes;
  const auto lines = lines_of(text);
  std::size_t line = 0, start = 0;  // the line that `start` begins
  for (std::size_t i = 0; i < edits.size();) {
    while (line + 1 < lines.size() &&
           start + lines[line].size() <= edits[i].where.offset) {
      start += lines[line++].size();
    }
    Change change{line, line, {}};
    std::size_t end = start;
    std::vector<Edit> own;
    do {
      Edit edit = edits[i++];
      const std::size_t last = edit.where.offset + edit.where.length;
      while (change.end < lines.size() && (end <= last || end == start)) {
        end += lines[change.end++].size();
      }
      edit.where.offset -= start;
      own.push_back(std::move(edit));
    } while (i < edits.size() && edits[i].where.offset < end);
    change.text = apply_edits(text.substr(start, end - start), own);
    start = end;
    line = change.end;
    changes.push_back(std::move(change));
  }
  return changes;
}

void append_lines(std::string& out, char mark,
                  const std::vector<std::string_view>& lines) {
  for (const std::string_view line : lines) {
    out += mark;
    out += line;
    if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
  }
}

/// `12,3`: first line and number of lines; before the first line if there are
/// none.
std::string range_text(std::size_t begin, std::size_t count) {
  const std::size_t first = count == 0 ? begin : begin + 1;
  return count == 1 ? std::to_string(first)
                    : fmt::format("{},{}", first, count);
}

/// Changes [first, last) with their context as one hunk. `shift`: lines that
/// the hunks before added.
std::string hunk_of(const std::vector<std::string_view>& lines,
                    const std::vector<Change>& changes, std::size_t first,
                    std::size_t last, std::ptrdiff_t& shift) {
  const std::size_t begin =
      changes[first].begin - std::min(changes[first].begin, kContextLines);
  const std::size_t end =
      std::min(changes[last - 1].end + kContextLines, lines.size());
  const auto part = [&](std::size_t from, std::size_t to) {
    return std::vector(lines.begin() + static_cast<std::ptrdiff_t>(from),
                       lines.begin() + static_cast<std::ptrdiff_t>(to));
  };
  std::string body;
  std::size_t line = begin, count = end - begin;
  for (std::size_t i = first; i < last; ++i) {
    const Change& change = changes[i];
    const auto added = lines_of(change.text);
    append_lines(body, ' ', part(line, change.begin));
    append_lines(body, '-', part(change.begin, change.end));
    append_lines(body, '+', added);
    count += added.size() - (change.end - change.begin);
    line = change.end;
  }
  append_lines(body, ' ', part(line, end));
  const auto new_begin =
      static_cast<std::size_t>(static_cast<std::ptrdiff_t>(begin) + shift);
  shift += static_cast<std::ptrdiff_t>(count) -
           static_cast<std::ptrdiff_t>(end - begin);
  return fmt::format("@@ -{} +{} @@\n{}", range_text(begin, end - begin),
                     range_text(new_begin, count), body);
}

}  // namespace

FixPlan plan_fixes(const std::vector<Diagnostic>& diagnostics,
                   const Sources& sources, const FixOptions& options) {
  FixPlan plan;
  EditSet set(sources);
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!diagnostic.fix || diagnostic.fix->edits.empty()) continue;
    const auto& edits = diagnostic.fix->edits;
    const auto editable = [&](const Edit& edit) {
      return options.editable(edit.where.source);
    };
    if (!std::ranges::all_of(edits, editable)) {
      ++plan.generated;
      continue;
    }
    if (!diagnostic.fix->safe && !options.with_unsafe) {
      ++plan.unsafe;
      continue;
    }
    const bool fits = std::ranges::all_of(
        edits, [&](const Edit& edit) { return set.accepts(edit); });
    if (!fits) continue;
    for (const Edit& edit : edits) set.add(edit);
    ++plan.fixes;
  }
  plan.sources = set.take();
  return plan;
}

std::string apply_edits(std::string_view text, const std::vector<Edit>& edits) {
  std::string result;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    result += text.substr(at, edit.where.offset - at);
    result += edit.text;
    at = edit.where.offset + edit.where.length;
  }
  return result += text.substr(at);
}

std::string unified_diff(std::string_view path, std::string_view text,
                         const std::vector<Edit>& edits) {
  if (edits.empty()) return {};
  const auto lines = lines_of(text);
  const std::vector<Change> changes = changes_of(text, edits);
  std::string out = fmt::format("--- {0}\n+++ {0}\n", path);
  std::ptrdiff_t shift = 0;
  for (std::size_t first = 0; first < changes.size();) {
    std::size_t last = first + 1;
    while (last < changes.size() &&
           changes[last].begin <= changes[last - 1].end + 2 * kContextLines) {
      ++last;
    }
    out += hunk_of(lines, changes, first, last, shift);
    first = last;
  }
  return out;
}

}  // namespace lockstep
