#pragma once
// Histograms as commands show them.

#include <optional>
#include <string>

#include "cron/histogram.hpp"
#include "report/json_writer.hpp"

namespace lockstep::cli {

/// `[[240,3506328],[420,28050624]]`: seconds and how often; null if there are
/// too many values.
void append_histogram(std::string& out, const std::optional<Histogram>& bars);
void write_histogram(JsonWriter& json, const std::optional<Histogram>& bars);

/// A line for each value, the first 20: `4m   3506328 times in 400 years`.
/// `period` names what they are counted in.
[[nodiscard]] std::string histogram_text(const std::optional<Histogram>& bars,
                                         std::size_t indent,
                                         std::string_view period);

}  // namespace lockstep::cli
