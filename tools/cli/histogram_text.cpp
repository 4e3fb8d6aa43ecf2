#include "cli/histogram_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace lockstep::cli {
namespace {

constexpr std::size_t kMostLines = 20;

}  // namespace

void append_histogram(std::string& out, const std::optional<Histogram>& bars) {
  if (!bars) {
    out += "null";
    return;
  }
  out += '[';
  for (const HistogramBar& bar : *bars) {
    fmt::format_to(std::back_inserter(out), "{}[{},{}]",
                   &bar == bars->data() ? "" : ",", bar.value.count(),
                   bar.number);
  }
  out += ']';
}

void write_histogram(JsonWriter& json, const std::optional<Histogram>& bars) {
  if (!bars) {
    json.null();
    return;
  }
  json.begin_array();
  for (const HistogramBar& bar : *bars) {
    json.begin_array().number(bar.value.count()).number(bar.number);
    json.end_array();
  }
  json.end_array();
}

std::string histogram_text(const std::optional<Histogram>& bars,
                           std::size_t indent, std::string_view period) {
  const std::string margin(indent, ' ');
  if (!bars) {
    return fmt::format("{}more than {} different values\n", margin, kMostBars);
  }
  const std::size_t shown = std::min(bars->size(), kMostLines);
  std::size_t width = 0;
  for (std::size_t i = 0; i < shown; ++i) {
    width = std::max(width, format_duration((*bars)[i].value).size());
  }
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [value, number] = (*bars)[i];
    text += fmt::format("{}{:<{}}  {} {} {}\n", margin, format_duration(value),
                        width, number, number == 1 ? "time" : "times", period);
  }
  if (shown < bars->size()) {
    text += fmt::format("{}and {} longer ones; --format json has all\n", margin,
                        bars->size() - shown);
  }
  return text;
}

}  // namespace lockstep::cli
