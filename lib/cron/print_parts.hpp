#pragma once
// The parts of print: field texts from values, day texts from masks. Internal
// to cron/.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cron/cron.hpp"

namespace lockstep {

/// compile() without the search for a hint, which prints.
[[nodiscard]] std::optional<Cron> reading_of(std::string_view text,
                                             const Dialect& dialect);

/// Whether `*/n` may be written: a star can change how the days combine.
enum class StarStep : std::uint8_t { Allowed, Avoided };

/// The shortest text of sorted values of a field from `min` to `max`.
[[nodiscard]] std::string field_text(const std::vector<int>& values, int min,
                                     int max,
                                     StarStep star_step = StarStep::Allowed);
/// `1-5`, `0-30/10`
[[nodiscard]] std::string step_text(int first, int last, int step);
/// The positions of set bits, counted from `min`.
[[nodiscard]] std::vector<int> values_of(std::uint64_t bits, int min);

/// The texts of the two day fields.
struct DayTexts {
  std::string month = "*", week = "*";
};

/// Offers ways to say the days in a dialect, the plainest first, until one is
/// accepted; not all of them need compile to the same days.
void offer_days(const Cron& cron, const Dialect& dialect,
                const std::function<bool(const DayTexts&)>& accept);
/// A cron of its days of the month and one of its weekdays, if its days are
/// those of either.
[[nodiscard]] std::optional<std::pair<Cron, Cron>> split_days(const Cron& cron);

}  // namespace lockstep
