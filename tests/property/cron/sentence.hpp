#pragma once
// A reader of the sentences that describe() writes: text back to a set of
// ticks, by the meaning of the English words and std::chrono's calendar. Knows
// nothing of masks and shares no code with lib/cron.

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string_view>

namespace sentence {

struct Meaning {
  std::set<int> times;  ///< seconds of a day
  std::function<bool(std::chrono::year_month_day)> day;
};

/// nullopt if the sentence is not understood to its end.
[[nodiscard]] std::optional<Meaning> read(std::string_view text);

}  // namespace sentence
