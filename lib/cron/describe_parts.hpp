#pragma once
// The parts of describe: numbers, times of day and days in words. Internal to
// cron/.

#include <functional>
#include <string>
#include <vector>

#include "cron/cron.hpp"

namespace lockstep {

using NumberWord = std::function<std::string(int)>;

/// `a, b and c`: all of them.
[[nodiscard]] std::string all_words(const std::vector<std::string>& words);
/// `1st`, `22nd`.
[[nodiscard]] std::string ordinal(int number);
/// Sorted numbers, three or more in a row as a range: `0 to 29`, `45`.
[[nodiscard]] std::vector<std::string> number_items(
    const std::vector<int>& values, const NumberWord& word);
/// The same as one text: `3 and 5`, `0 to 29 and 45`.
[[nodiscard]] std::string number_list(const std::vector<int>& values,
                                      const NumberWord& word);
/// The step of at least five values that are further apart than 1 and evenly
/// so, else 0: those are shorter as `every 2nd ... from A to B`.
[[nodiscard]] int long_step(const std::vector<int>& values);
/// The lists of neighbouring numbers.
[[nodiscard]] std::vector<std::vector<int>> runs_of(
    const std::vector<int>& values);

/// `At 09:00`, `Every 15 minutes from 09:00 to 17:45`, `Every hour, on the
/// hour`.
[[nodiscard]] std::string time_phrase(const Cron& cron);

/// Which days, months included, with the blank or comma before them: ` on the
/// 13th of the month and on every Friday`, ` from Monday to Friday, in May`.
/// Empty: every day of every month.
[[nodiscard]] std::string day_phrase(const Cron& cron);

}  // namespace lockstep
