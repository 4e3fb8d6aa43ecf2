// Findings for people, as rustc and ruff print them: what, where with the line
// and carets, the proof, and what would be right; a line of counts at the end.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/rule.hpp"
#include "report/labels.hpp"
#include "report/places.hpp"
#include "report/report.hpp"
#include "report/snippet.hpp"
#include "report/terminal.hpp"

namespace lockstep {
namespace {

/// Where the output has no width: lines of generated JSON can be megabytes.
constexpr std::size_t kUnlimitedWidth = 160;

Color color_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return Color::Red;
    case Severity::Warning:
      return Color::Yellow;
    case Severity::Info:
      break;
  }
  return Color::Cyan;
}

/// Renders findings one after the other into `out`.
class TextRenderer {
 public:
  TextRenderer(const std::vector<Diagnostic>& diagnostics,
               const Sources& sources, const TextStyle& style)
      : sources_(sources), style_(style), places_(diagnostics, sources) {}

  void render(const Diagnostic& diagnostic,
              const std::vector<const Diagnostic*>& others) {
    const std::string head =
        fmt::format("{}[{}]", label(diagnostic.severity), diagnostic.rule);
    out_ += colored(head, color_of(diagnostic.severity), style_.color) +
            colored(": " + printable(diagnostic.message).text, Color::Bold,
                    style_.color) +
            '\n';
    margin_ = 2;
    if (diagnostic.where.valid()) render_place(diagnostic.where);
    for (const Note& note : diagnostic.notes) render_note(note);
    render_nodes(diagnostic);
    if (!others.empty()) render_others(others);
    if (diagnostic.witness) render_witness(*diagnostic.witness);
    render_extent(diagnostic);
    if (!diagnostic.help.empty()) remark("help", diagnostic.help);
    out_ += '\n';
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string place_text(const Location& where) const {
    const LineColumn place = places_[where];
    return fmt::format("{}:{}:{}", printable(sources_[where.source].path).text,
                       place.line, place.column);
  }

  std::string blue(std::string_view text) const {
    return colored(text, Color::Blue, style_.color);
  }

  void render_place(const Location& where) {
    const std::string number = std::to_string(places_[where].line);
    margin_ = number.size() + 1;
    const std::string bar = blue(std::string(margin_, ' ') + "|");
    const std::size_t width = style_.width > 0
                                  ? static_cast<std::size_t>(style_.width)
                                  : kUnlimitedWidth;
    const Snippet shown =
        snippet(sources_, where, width - std::min(width, margin_ + 2));
    out_ += fmt::format("{}{} {}\n", std::string(margin_ - 1, ' '), blue("-->"),
                        place_text(where));
    out_ += bar + '\n';
    out_ += blue(number + " |") + (shown.line.empty() ? "" : " " + shown.line) +
            '\n';
    out_ += bar + ' ' + colored(shown.carets, Color::Red, style_.color) + '\n';
  }

  void remark(std::string_view kind, std::string_view text) {
    out_ += fmt::format("{}{} {}: {}\n", std::string(margin_, ' '), blue("="),
                        colored(kind, Color::Bold, style_.color),
                        printable(text).text);
  }

  void render_note(const Note& note) {
    remark("note", note.where.valid() ? fmt::format("{} ({})", note.message,
                                                    place_text(note.where))
                                      : note.message);
  }

  /// Unless the message names them all.
  void render_nodes(const Diagnostic& diagnostic) {
    const bool named =
        std::ranges::all_of(diagnostic.nodes, [&](const std::string& node) {
          return diagnostic.message.find(node) != std::string::npos;
        });
    if (named) return;
    remark(diagnostic.nodes.size() == 1 ? "dataset" : "datasets",
           join_words(diagnostic.nodes));
  }

  void render_others(const std::vector<const Diagnostic*>& others) {
    constexpr std::size_t kShown = 3;
    std::vector<std::string> edges;
    for (const Diagnostic* other : others) {
      edges.push_back(fmt::format("{}", fmt::join(other->nodes, " -> ")));
    }
    remark("also", fmt::format("{} more {} with these crons: {}", edges.size(),
                               edges.size() == 1 ? "edge" : "edges",
                               join_words(edges, kShown)));
  }

  void render_witness(const Witness& witness) {
    std::string text = format_instant(witness.at);
    const bool utc = witness.local.empty() || witness.local.ends_with('Z') ||
                     witness.local.ends_with("+00:00");
    if (!utc) {
      text += fmt::format(" ({} local)", witness.local);
    }
    remark("witness", text);
    for (const WitnessRun& run : witness.runs) {
      std::string line =
          fmt::format("{}: tick {}", run.job, format_instant(run.tick));
      if (run.start) line += ", starts " + format_instant(*run.start);
      if (run.end) line += ", ends " + format_instant(*run.end);
      out_ += fmt::format("{}    {}\n", std::string(margin_, ' '),
                          printable(line).text);
    }
    if (!witness.days.empty()) remark("days", witness.days);
  }

  /// How often, and for how long the statement holds.
  void render_extent(const Diagnostic& diagnostic) {
    if (diagnostic.share_of_runs) {
      remark("share",
             fmt::format("{:.3g}% of runs", *diagnostic.share_of_runs * 100));
    }
    if (!diagnostic.scope.empty() && diagnostic.scope != "for ever") {
      remark("scope", diagnostic.scope);
    }
  }

  const Sources& sources_;
  const TextStyle& style_;
  Places places_;
  std::string out_;
  std::size_t margin_ = 2;
};

/// What findings about edges are folded by; empty for others.
std::string fold_key(const Diagnostic& diagnostic) {
  const Rule* rule = find_rule(diagnostic.rule);
  if (!rule || rule->subject != Subject::Edge ||
      diagnostic.parameters.empty()) {
    return {};
  }
  std::string key =
      fmt::format("{} {}", diagnostic.rule, label(diagnostic.severity));
  for (const auto& [name, value] : diagnostic.parameters) {
    key += fmt::format("\n{}={}", name, value);
  }
  return key;
}

/// A finding and those that say the same of other edges.
struct Fold {
  const Diagnostic* first;
  std::vector<const Diagnostic*> others;
};

std::vector<Fold> folded(const std::vector<Diagnostic>& diagnostics) {
  std::vector<Fold> folds;
  std::map<std::string, std::size_t> by_key;
  for (const Diagnostic& diagnostic : diagnostics) {
    const std::string key = fold_key(diagnostic);
    if (!key.empty()) {
      const auto [entry, added] = by_key.try_emplace(key, folds.size());
      if (!added) {
        folds[entry->second].others.push_back(&diagnostic);
        continue;
      }
    }
    folds.push_back({&diagnostic, {}});
  }
  return folds;
}

std::string counted(std::size_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string summary_text(const Summary& summary, const TextStyle& style) {
  std::vector<std::string> parts;
  if (summary.error > 0) parts.push_back(counted(summary.error, "error"));
  if (summary.warning > 0) parts.push_back(counted(summary.warning, "warning"));
  if (summary.info > 0) {
    parts.push_back(counted(summary.info, "info finding") +
                    (style.show_info ? "" : " (listed with --severity info)"));
  }
  return parts.empty() ? "no problems found\n"
                       : fmt::format("{}\n", fmt::join(parts, ", "));
}

}  // namespace

Summary summarize(const std::vector<Diagnostic>& diagnostics) {
  Summary summary;
  for (const Diagnostic& diagnostic : diagnostics) {
    switch (diagnostic.severity) {
      case Severity::Error:
        ++summary.error;
        break;
      case Severity::Warning:
        ++summary.warning;
        break;
      case Severity::Info:
        ++summary.info;
        break;
    }
  }
  return summary;
}

std::string diagnostics_text(const std::vector<Diagnostic>& diagnostics,
                             const Sources& sources, const TextStyle& style) {
  TextRenderer renderer(diagnostics, sources, style);
  for (const Fold& fold : folded(diagnostics)) {
    if (fold.first->severity != Severity::Info || style.show_info) {
      renderer.render(*fold.first, fold.others);
    }
  }
  return renderer.take() + summary_text(summarize(diagnostics), style);
}

}  // namespace lockstep
