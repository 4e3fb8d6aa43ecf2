// Days back from masks to the texts of the two day fields: items whose union
// is exactly the days, the plainest first, then days that both fields name.

#include <algorithm>
#include <functional>

#include "cron/day_items.hpp"
#include "cron/local.hpp"
#include "cron/print_parts.hpp"

namespace lockstep {
namespace {

DayAbilities abilities_of(const Dialect& dialect) {
  const bool nearest = dialect.nearest_weekday != NearestWeekday::Refused;
  return {.last_day = dialect.last_day,
          .last_day_minus = dialect.last_day_minus,
          .last_working_day = dialect.last_working_day,
          .nearest_weekday = nearest,
          .nearest_weekday_clamps = dialect.nearest_weekday_clamps,
          .nearest_weekday_skips = !dialect.nearest_weekday_clamps,
          .last_weekday = dialect.last_weekday_of_month != LastWeekday::Refused,
          .nth_weekday = dialect.nth_weekday != NthWeekday::Refused};
}

/// The text of an item that is no plain value.
std::string special_text(const DayItem& item, const Dialect& dialect) {
  const std::string value = std::to_string(item.value);
  const std::string weekday =
      std::to_string(item.value + dialect.first_weekday);
  switch (item.kind) {
    case DayKind::LastDay:
      return item.value == 0 ? "L" : "L-" + value;
    case DayKind::LastWorkingDay:
      return "LW";
    case DayKind::NearestWeekday:
      return value + 'W';
    case DayKind::LastWeekday:
      return dialect.last_weekday_of_month == LastWeekday::Prefix
                 ? 'L' + weekday
                 : weekday + 'L';
    case DayKind::NthWeekday:
      return weekday + '#' + std::to_string(item.nth);
    default:
      return {};
  }
}

std::string items_text(const DayItems& items, bool weekday,
                       const Dialect& dialect, StarStep star_step) {
  const int min = weekday ? dialect.first_weekday : 1;
  const int max = weekday ? min + 6 : 31;
  std::vector<int> values;
  std::string specials;
  for (const DayItem& item : items) {
    if (item.of_week() != weekday) continue;
    if (item.plain()) {
      values.push_back(weekday ? item.value + min : item.value);
    } else {
      specials += (specials.empty() ? "" : ",") + special_text(item, dialect);
    }
  }
  if (values.empty()) return specials.empty() ? "*" : specials;
  std::string text = field_text(values, min, max, star_step);
  if (text == "*" && star_step == StarStep::Avoided) {
    text = step_text(min, max, 1);
  }
  return specials.empty() ? text : text + ',' + specials;
}

DayTexts texts_of(const DayItems& items, const Dialect& dialect) {
  const bool month = std::ranges::any_of(items, std::not_fn(&DayItem::of_week));
  const bool week = std::ranges::any_of(items, &DayItem::of_week);
  const StarStep star_step =
      month && week ? StarStep::Avoided : StarStep::Allowed;
  return {items_text(items, false, dialect, star_step),
          items_text(items, true, dialect, star_step)};
}

DayTexts texts_of(const DayProduct& both, const Dialect& dialect) {
  return {items_text(both.month, false, dialect, StarStep::Allowed),
          items_text(both.week, true, dialect, StarStep::Allowed)};
}

}  // namespace

void offer_days(const Cron& cron, const Dialect& dialect,
                const std::function<bool(const DayTexts&)>& accept) {
  const DayPeriod period = day_period(cron);
  if (period == DayPeriod::Day && accept({})) return;
  if (period == DayPeriod::Week) {
    const int sunday = dialect.first_weekday;
    if (accept({"*", field_text(values_of(weekdays(cron), sunday), sunday,
                                sunday + 6)})) {
      return;
    }
  }
  const Days days(cron);
  const DayItems items = day_items(abilities_of(dialect));
  for (const auto wanted : kDayChoices) {
    const DayItems chosen = cover(items, days, wanted);
    if (!chosen.empty() && accept(texts_of(chosen, dialect))) return;
  }
  if (const auto both = product(items, days)) accept(texts_of(*both, dialect));
}

std::optional<std::pair<Cron, Cron>> split_days(const Cron& cron) {
  const DayItems items =
      cover(day_items({}), Days(cron), [](const DayItem&) { return true; });
  std::pair<Cron, Cron> halves{cron, cron};
  halves.first.day_mask = halves.second.day_mask = {};
  for (const DayItem& item : items) {
    DayMasks& masks = (item.of_week() ? halves.second : halves.first).day_mask;
    masks = join({DayItem{.masks = masks}, item});
  }
  for (Cron* const half : {&halves.first, &halves.second}) {
    half->day_mask = common(half->day_mask, cron.day_mask);
    canonicalize(*half);
    if (half->month_mask == 0) return std::nullopt;
  }
  return halves;
}

}  // namespace lockstep
