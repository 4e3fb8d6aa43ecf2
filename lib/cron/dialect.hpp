#pragma once
// The cron dialects as one table: each row says what an engine accepts and how
// it reads it, so that one parser serves all (design: the feature matrix).

#include <cstdint>
#include <span>
#include <string_view>

namespace lockstep {

/// How the day-of-month and day-of-week fields combine.
enum class DayRule : std::uint8_t {
  EitherUnlessStar,        ///< OR unless one field is exactly `*` (or `?`)
  EitherUnlessStarPrefix,  ///< OR unless one field starts with `*` (vixie)
  Both,                    ///< always AND
};

/// One engine's reading of cron texts. Rows are added, never special cases.
struct Dialect {
  std::string_view name;     ///< as users write it: "croniter", "vixie"
  std::string_view summary;  ///< one line for help and docs
  DayRule day_rule;
  // The cron module extends this record by the features of its matrix.
};

/// All dialects in the order in which help lists them; the first is the
/// default (croniter, newest).
[[nodiscard]] std::span<const Dialect> dialects();

/// Finds a dialect by name (`croniter`, `croniter@2.0.4`), nullptr if unknown.
[[nodiscard]] const Dialect* find_dialect(std::string_view name);

}  // namespace lockstep
