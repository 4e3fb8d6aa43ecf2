#pragma once
// The days of a cron taken apart again: the items of day fields (days of the
// month, L, nW, weekdays, d#n, dL) whose union, or the product of two unions,
// is exactly what the masks hold. Internal to cron/.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "cron/fields.hpp"

namespace lockstep {

enum class DayKind : std::uint8_t {
  Day,             ///< `15`
  LastDay,         ///< `L` and `L-3`
  LastWorkingDay,  ///< `LW`
  NearestWeekday,  ///< `15W`
  Weekday,         ///< `5`
  LastWeekday,     ///< `5L`
  NthWeekday       ///< `5#3`
};

/// One item of a day field, and the days it gives.
struct DayItem {
  DayKind kind = DayKind::Day;
  int value = 0;        ///< day 1-31, days before the last, or 0 = Sunday
  int nth = 0;          ///< of NthWeekday
  bool clamps = false;  ///< NearestWeekday: in a shorter month of its last day
  DayMasks masks{};

  [[nodiscard]] bool of_week() const { return kind >= DayKind::Weekday; }
  [[nodiscard]] bool plain() const {
    return kind == DayKind::Day || kind == DayKind::Weekday;
  }
};
using DayItems = std::vector<DayItem>;

/// What day fields may hold beside days and weekdays.
struct DayAbilities {
  bool last_day = true;
  bool last_day_minus = true;
  bool last_working_day = true;
  bool nearest_weekday = true;
  bool nearest_weekday_clamps = true;
  bool nearest_weekday_skips = true;
  bool last_weekday = true;
  bool nth_weekday = true;
};
/// Every item that the abilities allow, the plain ones first.
[[nodiscard]] DayItems day_items(const DayAbilities& abilities);

/// The day masks of a cron, compared on the kinds of months that its months
/// and years show.
class Days {
 public:
  explicit Days(const Cron& cron);

  [[nodiscard]] bool equal(const DayMasks& other) const;
  /// True if all days of `other` are in, and there are some.
  [[nodiscard]] bool contain(const DayMasks& other) const;
  /// Calls visit(length index, first weekday, days) for each kind of month.
  void for_each(const std::function<void(std::size_t, std::size_t,
                                         std::uint32_t)>& visit) const;

 private:
  template <class Test>
  [[nodiscard]] bool all(const Test& test) const;

  DayMasks masks_;
  std::array<std::array<bool, 7>, 4> shown_{};
};

[[nodiscard]] DayMasks join(const DayItems& items);
[[nodiscard]] DayMasks common(const DayMasks& a, const DayMasks& b);

/// A smallest choice of the items that `wanted` admits whose union is exactly
/// the days; empty if there is none.
[[nodiscard]] DayItems cover(const DayItems& items, const Days& days,
                             bool (*wanted)(const DayItem&));

/// Which items to try one after the other, the plainest first.
inline constexpr bool (*kDayChoices[])(const DayItem&) = {
    [](const DayItem& item) { return item.plain() && item.of_week(); },
    [](const DayItem& item) { return item.plain() && !item.of_week(); },
    [](const DayItem& item) { return item.plain(); },
    [](const DayItem& item) { return item.of_week(); },
    [](const DayItem& item) { return !item.of_week(); },
    [](const DayItem&) { return true; }};

/// Days of one list that are also days of the other.
struct DayProduct {
  DayItems month, week;
};
/// Items whose product is exactly the days, if such a pair is found: one side
/// is what the days show of plain items, or one special item.
[[nodiscard]] std::optional<DayProduct> product(const DayItems& items,
                                                const Days& days);

}  // namespace lockstep
