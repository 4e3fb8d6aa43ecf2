#pragma once
// What the cron commands share: how expressions are read (dialect, zone,
// presets), where they come from, and how a bad one is shown.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/session.hpp"
#include "cron/cron.hpp"
#include "cron/dialect.hpp"
#include "cron/policy.hpp"
#include "cron/zone.hpp"
#include "report/json_writer.hpp"

namespace lockstep::cli {

/// --target, known to exist. Throws UsageError.
[[nodiscard]] std::optional<std::string> checked_target(
    const Arguments& arguments);
/// --dialect (or another option that names one), known to exist. Throws
/// UsageError.
[[nodiscard]] std::optional<std::string> checked_dialect(
    const Arguments& arguments, std::string_view option = "dialect");
/// --timezone, known to exist. Throws UsageError.
[[nodiscard]] std::optional<std::string> checked_timezone(
    const Arguments& arguments);

/// How the crons of one command are read.
struct CronReading {
  const Dialect* dialect = nullptr;
  ZoneTable zones;
  std::string zone;                   ///< name; `UTC` by default
  Clock clock;                        ///< of the zone, without the policy
  const DstPolicy* policy = nullptr;  ///< --dst, else wall
  sys_seconds as_of;                  ///< --as-of, else 2024-01-01
};
[[nodiscard]] CronReading cron_reading(Session& session);

/// `daily` becomes `0 0 * * *`; anything else stays.
[[nodiscard]] std::string_view expand_preset(std::string_view text);

/// One expression of a command line or list.
struct CronItem {
  std::string text;                ///< as written, trimmed
  Expected<Cron, CronError> cron;  ///< of the text, presets replaced
  Clock clock;                     ///< the zone, with what --dst means for it
};

[[nodiscard]] CronItem read_cron(std::string_view text, const Dialect& dialect,
                                 const DstPolicy& policy, const Zone* zone);

/// The expressions of the operands and of the lines of --input; `-` reads
/// lines from standard input. In a list, empty lines and lines that start
/// with `#` are left out. Throws UsageError if there are none.
[[nodiscard]] std::vector<CronItem> read_crons(Session& session,
                                               const CronReading& reading);

/// The expression, a caret line under the place, the help: three lines, each
/// indented by `indent` blanks.
[[nodiscard]] std::string show_error(std::string_view text,
                                     const CronError& error,
                                     std::size_t indent);

/// {"message", "offset", "length", "hint"}
void write_error(JsonWriter& json, const CronError& error);

/// Moves the items that compile to `good`; the others are explained on
/// standard error. Returns kFindings if there were any.
[[nodiscard]] int report_bad_crons(const Session& session,
                                   const std::vector<CronItem>& items,
                                   std::vector<const CronItem*>& good);

}  // namespace lockstep::cli
