// The page of a job for a terminal: keys in a column, values wrapped beside
// them, tables aligned.

#include <algorithm>

#include <fmt/format.h>

#include "report/explain_page.hpp"
#include "report/terminal.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kIndent = "  ";
constexpr std::size_t kKeyWidth = 11;  // `not counted`

void append_line(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + '\n';
}

class TextPage {
 public:
  explicit TextPage(const TextStyle& style)
      : style_(style), width_(static_cast<std::size_t>(style.width)) {}

  std::string render(const Page& page) {
    append_line(out_, bold(page.title));
    append_line(out_, std::string(kIndent) + printable(page.subtitle).text);
    for (const PageSection& section : page.sections) {
      out_ += '\n';
      append_line(out_, bold(section.title));
      for (const auto& [key, value] : section.facts) {
        render_hanging(fitted(printable(key), kKeyWidth), value);
      }
      if (!section.rows.empty()) render_table(section);
      for (const std::string& line : section.lines) render_hanging("", line);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string bold(std::string_view text) const {
    return colored(printable(text).text, Color::Bold, style_.color);
  }

  /// A value that goes on below itself.
  void render_hanging(const std::string& key, const std::string& value) {
    const std::string gap(key.empty() ? "" : kIndent);
    const std::size_t before = kIndent.size() + key.size() + gap.size();
    const std::size_t width =
        width_ > before ? std::max<std::size_t>(width_ - before, 20) : 0;
    std::string start =
        std::string(kIndent) + colored(key, Color::Dim, style_.color) + gap;
    // Without a key, what goes on is set in from the next line's beginning.
    const std::size_t deeper = key.empty() ? before + 2 : before;
    for (const std::string& part : wrapped(printable(value).text, width)) {
      append_line(out_, start + part);
      start.assign(deeper, ' ');
    }
  }

  void render_table(const PageSection& section) {
    std::vector<std::size_t> widths(section.head.size());
    const auto widen = [&](const std::vector<std::string>& row) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        widths[i] = std::max(widths[i], printable(row[i]).width);
      }
    };
    for (const auto& row : section.rows) widen(row);
    // A column without a word has no title either.
    std::vector<std::string> head = section.head;
    for (std::size_t i = 0; i < head.size(); ++i) {
      if (widths[i] == 0) head[i].clear();
    }
    widen(head);
    append_line(out_,
                colored(row_text(head, widths), Color::Dim, style_.color));
    for (const auto& row : section.rows) {
      append_line(out_, row_text(row, widths));
    }
  }

  static std::string row_text(const std::vector<std::string>& row,
                              const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] == 0) continue;
      line += std::string(kIndent) + fitted(printable(row[i]), widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  }

  const TextStyle& style_;
  std::size_t width_;
  std::string out_;
};

}  // namespace

std::string explain_job_text(const ExplainedJob& job, const TextStyle& style) {
  return TextPage(style).render(page_of(job));
}

std::string explain_job_text(const ExplainedExposure& exposure,
                             const TextStyle& style) {
  return TextPage(style).render(page_of(exposure));
}

}  // namespace lockstep
