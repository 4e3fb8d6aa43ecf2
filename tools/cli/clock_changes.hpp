#pragma once
// What `cron check` says about the next changes of a zone's clock: which runs
// are lost, moved or doubled there.

#include <string>

#include "cli/cron_options.hpp"
#include "report/json_writer.hpp"

namespace lockstep::cli {

/// A line for each of the next two changes, within five years of --as-of, that
/// concern a valid expression; each indented by `indent` blanks.
[[nodiscard]] std::string clock_changes_text(const CronItem& item,
                                             const CronReading& reading,
                                             std::size_t indent);

/// `[{"at", "change_seconds", "lost", "moved", "doubled"}]`, the same changes.
void write_clock_changes(JsonWriter& json, const CronItem& item,
                         const CronReading& reading);

}  // namespace lockstep::cli
