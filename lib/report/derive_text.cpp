// `derive` for people: one row a dataset. On a pipe and on wide terminals the
// reason is the last column; where that does not fit it stands below the row,
// indented, with the window.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/labels.hpp"
#include "report/report.hpp"
#include "report/terminal.hpp"

namespace lockstep {
namespace {

/// The columns before the reason.
enum Column { kName, kKind, kStart, kCadence, kWindow, kColumns };
using Cells = std::array<Cell, kColumns>;
using Widths = std::array<std::size_t, kColumns>;

constexpr std::size_t kGap = 2;
constexpr std::size_t kNamesWidth = 44;
constexpr std::size_t kLeastReasonWidth = 30;

Cells header() {
  return {printable("DATASET"), printable("KIND"), printable("STARTS BY"),
          printable("CADENCE"), printable("WINDOW (UTC)")};
}

/// The first names, as many as go into a column of readable width.
std::string names_text(const std::vector<std::string>& names) {
  std::size_t shown = 0;
  for (std::size_t width = 0; shown < names.size(); ++shown) {
    width += names[shown].size() + 2;
    if (shown > 0 && width > kNamesWidth) break;
  }
  return join_words(names, shown);
}

std::string sensor_text(const Project& project, const JobStart& start) {
  if (start.mode == TriggerMode::Expression) return start.expression;
  const std::vector<std::string> datasets = names(project, start.datasets);
  return fmt::format("{}: {}", label(start.mode),
                     datasets.empty() ? "-" : names_text(datasets));
}

std::string start_text(const Project& project, const JobStart& start) {
  switch (start.type) {
    case StartType::Schedule:
      return "schedule";
    case StartType::Sensor:
      return sensor_text(project, start);
    case StartType::Manual:
      return "hand";
    case StartType::None:
      break;
  }
  return "-";
}

std::string dash_if_empty(std::string text) {
  return text.empty() ? "-" : text;
}

/// `2023-12-31 23:00 +1h`: start and length.
std::string window_text(const std::optional<Window>& window) {
  if (!window) return "-";
  std::string start = format_instant(window->start);
  start[start.find('T')] = ' ';
  start.resize(start.size() - (start.ends_with(":00Z") ? 4 : 1));
  return fmt::format("{} +{}", start,
                     format_duration(window->end - window->start));
}

Cells cells_of(const Project& project, const Derivation& derivation,
               const std::vector<CronTexts>& texts, NodeId node) {
  const JobStart& start = derivation[node];
  return {printable(project[node].name), printable(label(project[node].kind)),
          printable(start_text(project, start)),
          printable(dash_if_empty(cadence_line(derivation, texts, node))),
          printable(window_text(start.window))};
}

/// How the rows are laid out: widths of the columns shown on the first line,
/// and whether window and reason stand below it.
struct Layout {
  Widths widths{};
  bool below = false;
  std::size_t reason_width = 0;  ///< 0: unlimited
};

std::size_t total(const Widths& widths, std::size_t columns) {
  std::size_t sum = kGap * columns;
  for (std::size_t i = 0; i < columns; ++i) sum += widths[i];
  return sum;
}

/// Takes columns away from the widest elastic ones until the row fits.
void shrink(Widths& widths, std::size_t columns, std::size_t width) {
  while (total(widths, columns) - kGap > width) {
    std::size_t& widest =
        *std::max_element(widths.begin(), widths.begin() + long(columns));
    if (widest <= 12) return;
    --widest;
  }
}

Layout layout_of(const std::vector<Cells>& rows, int terminal_width) {
  Layout layout;
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      layout.widths[i] = std::max(layout.widths[i], row[i].width);
    }
  }
  if (terminal_width <= 0) return layout;
  const auto width = static_cast<std::size_t>(terminal_width);
  const std::size_t used = total(layout.widths, kColumns);
  layout.below = used + kLeastReasonWidth > width;
  if (layout.below) {
    shrink(layout.widths, kWindow, width);
    layout.reason_width = width - std::min<std::size_t>(width - 1, 4);
  } else {
    layout.reason_width = width - used;
  }
  return layout;
}

/// The cells of a line, without blanks at its end.
std::string row_text(const Cells& row, const Layout& layout, bool color) {
  const std::size_t columns = layout.below ? kWindow : kColumns;
  std::string line =
      colored(fitted(row[0], layout.widths[0]), Color::Bold, color);
  for (std::size_t i = 1; i < columns; ++i) {
    line += std::string(kGap, ' ') + fitted(row[i], layout.widths[i]);
  }
  return line;
}

void append_line(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + '\n';
}

void append_job(std::string& out, const Cells& row, const std::string& reason,
                const Layout& layout, bool color) {
  std::string line = row_text(row, layout, color);
  if (layout.below) {
    append_line(out, line);
    const bool window = row[kWindow].text != "-";
    const std::string below =
        window ? fmt::format("{}; window {}", reason, row[kWindow].text)
               : reason;
    for (const std::string& part : wrapped(below, layout.reason_width)) {
      append_line(out, "    " + colored(part, Color::Dim, color));
    }
    return;
  }
  const std::string indent(total(layout.widths, kColumns), ' ');
  bool first = true;
  for (const std::string& part : wrapped(reason, layout.reason_width)) {
    append_line(out, (first ? line + std::string(kGap, ' ') : indent) +
                         colored(part, Color::Dim, color));
    first = false;
  }
}

/// `4 datasets as of ...: 3 by schedule, 1 by sensor`.
std::string counts(const Derivation& derivation) {
  static constexpr std::array<std::string_view, 4> kWays = {
      "by schedule", "by sensor", "by hand", "without a start"};
  std::array<std::size_t, 4> by_type{};
  for (const JobStart& start : derivation.jobs) {
    ++by_type[static_cast<std::size_t>(start.type)];
  }
  std::string text = fmt::format(
      "{} dataset{} as of {}", derivation.jobs.size(),
      derivation.jobs.size() == 1 ? "" : "s", format_instant(derivation.as_of));
  std::string_view separator = ": ";
  for (std::size_t i = 0; i < by_type.size(); ++i) {
    if (by_type[i] == 0) continue;
    text += fmt::format("{}{} {}", separator, by_type[i], kWays[i]);
    separator = ", ";
  }
  return text;
}

}  // namespace

std::string derive_text(const Project& project, const Derivation& derivation,
                        const TextStyle& style) {
  const std::vector<CronTexts> texts = cron_texts(project, derivation);
  std::vector<Cells> rows = {header()};
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    rows.push_back(cells_of(project, derivation, texts, NodeId(i)));
  }
  const Layout layout = layout_of(rows, style.width);
  std::string out;
  append_line(out, row_text(rows[0], layout, style.color) +
                       (layout.below ? "" : "  WHY"));
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    append_job(out, rows[i + 1], derivation.jobs[i].reason, layout,
               style.color);
  }
  for (const Cycle& cycle : project.topology.cycles) {
    out += "cycle: " +
           printable(fmt::format("{}", fmt::join(names(project, cycle.shortest),
                                                 " -> ")))
               .text +
           '\n';
  }
  out += '\n';
  const auto width = static_cast<std::size_t>(std::max(style.width, 0));
  for (std::string& line : wrapped(counts(derivation), width)) {
    append_line(out, std::move(line));
  }
  return out;
}

}  // namespace lockstep
