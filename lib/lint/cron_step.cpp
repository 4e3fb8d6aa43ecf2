// CRN005: a step that does not divide its field starts anew at the end of the
// hour, day, month or year, so that one gap is shorter than the step. Decided
// by the exact least gap of the cron with the step alone, so a restricted
// range (`*/7 9 * * *`, `5-59/15`) is judged by what it does.

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/checks.hpp"

namespace lockstep {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

/// Ticks to look through for the two that prove it; the pattern repeats within
/// a day, a month or a year.
constexpr int kWitnessTicks = 10'000;

struct SteppedField {
  CronField field;
  std::string_view unit, around;  ///< `minute`, `hour`: what the step restarts
  seconds length;                 ///< of the unit; of a month: not constant
  int first, size;                ///< least value and number of values
};
constexpr SteppedField kFields[] = {
    {CronField::Minute, "minute", "hour", minutes(1), 0, 60},
    {CronField::Hour, "hour", "day", hours(1), 0, 24},
    {CronField::DayOfMonth, "day", "month", days(1), 1, 31},
    {CronField::Month, "month", "year", days(28), 1, 12}};

template <class Mask>
Mask lowest_bit(Mask mask) {
  return static_cast<Mask>(mask & (~mask + 1));
}

/// The values of a step as bits from 0.
std::uint64_t step_mask(const CronStep& step, const SteppedField& field) {
  const int last = step.last < step.first ? step.last + field.size : step.last;
  std::uint64_t mask = 0;
  for (int value = step.first; value <= last; value += step.step) {
    mask |= std::uint64_t{1} << ((value - field.first) % field.size);
  }
  return mask;
}

/// The cron with the step alone in its field and one value in smaller ones.
Cron isolated(const Cron& cron, CronField field, std::uint64_t mask) {
  Cron result = cron;
  result.second_mask = lowest_bit(cron.second_mask);
  if (field == CronField::Minute) {
    result.minute_mask = mask;
    return result;
  }
  result.minute_mask = lowest_bit(cron.minute_mask);
  if (field == CronField::Hour) {
    result.hour_mask = static_cast<std::uint32_t>(mask);
    return result;
  }
  result.hour_mask = lowest_bit(cron.hour_mask);
  if (field == CronField::Month) {
    result.month_mask = static_cast<std::uint16_t>(mask);
    return intersect(result, result);
  }
  for (std::size_t i = 0; i < result.day_mask.size(); ++i) {
    const std::uint64_t month_days = (std::uint64_t{1} << (28 + i)) - 1;
    result.day_mask[i].fill(static_cast<std::uint32_t>(mask & month_days));
  }
  return intersect(result, result);
}

int month_of(sys_seconds local) {
  const std::chrono::year_month_day date(std::chrono::floor<days>(local));
  return static_cast<int>(static_cast<unsigned>(date.month()));
}

/// A step and what is wrong with it.
struct Uneven {
  const SteppedField& field;
  const CronStep& step;
  Cron cron;      ///< isolated
  int short_gap;  ///< in units of the field
  seconds gap;    ///< the same as time; of months: unused
};

/// The distance from the last value of a step to the first of the next round.
int gap_around(const CronStep& step, const SteppedField& field) {
  const int last = step.last < step.first ? step.last + field.size : step.last;
  const int end = step.first + (last - step.first) / step.step * step.step;
  return step.first + field.size - end;
}

std::optional<Uneven> judge(const CompiledText& text, const CronStep& step) {
  const auto* field =
      std::ranges::find(kFields, step.field, &SteppedField::field);
  if (field == std::end(kFields)) return std::nullopt;
  if (step.field == CronField::DayOfMonth && text.facts.days_by_union) {
    return std::nullopt;
  }
  const std::uint64_t mask = step_mask(step, *field);
  if ((mask & (mask - 1)) == 0) return std::nullopt;  // one value
  Uneven result{
      *field, step, isolated(text.cron->cron, step.field, mask), 0, {}};
  if (step.field == CronField::Month) {
    result.short_gap = gap_around(step, *field);
    return result.short_gap < step.step ? std::optional(result) : std::nullopt;
  }
  const auto gap = frequency(result.cron).min_gap;
  if (!gap || *gap >= step.step * field->length) return std::nullopt;
  result.gap = *gap;
  result.short_gap = static_cast<int>(*gap / field->length);
  return result;
}

/// True if the local times of two neighbouring ticks show the short gap.
bool shows(const Uneven& uneven, sys_seconds from, sys_seconds to) {
  if (uneven.field.field != CronField::Month) return to - from == uneven.gap;
  return (month_of(to) - month_of(from) + 12) % 12 == uneven.short_gap;
}

std::optional<Witness> witness_of(const Uneven& uneven, const Clock& clock,
                                  const std::string& node, sys_seconds as_of) {
  const auto local = [&](sys_seconds at) {
    return clock.zone ? at + utc_offset(*clock.zone, at) : at;
  };
  auto from = next_or_equal(uneven.cron, as_of, clock);
  for (int i = 0; from && i < kWitnessTicks; ++i) {
    const auto to = next(uneven.cron, *from, clock);
    if (!to) break;
    if (shows(uneven, local(*from), local(*to))) {
      Witness witness = witness_at(*to, clock);
      witness.runs = {{node, *from, {}, {}}, {node, *to, {}, {}}};
      return witness;
    }
    from = to;
  }
  return std::nullopt;
}

std::string counted(int count, std::string_view unit) {
  return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
}

std::string help_for(const Uneven& uneven) {
  if (uneven.field.field == CronField::DayOfMonth) {
    return "months differ in length: name the days, or use weekdays for an "
           "even week";
  }
  const int size = uneven.field.size;
  int below = uneven.step.step, above = uneven.step.step;
  while (size % below != 0) --below;
  while (size % above != 0) ++above;
  const std::string larger =
      above == size
          ? "once " +
                std::string(uneven.field.around == "hour" ? "an " : "a ") +
                std::string(uneven.field.around)
          : fmt::format("{}", above);
  return fmt::format("steps that divide {} are even; the nearest are {} and {}",
                     counted(size, uneven.field.unit), below, larger);
}

void report_step(const LintContext& ctx, const CronUsers& users,
                 const Uneven& uneven, const Report& report) {
  const CompiledText& text = ctx.text(users);
  const std::string item =
      text.expanded.substr(uneven.step.offset, uneven.step.length);
  Diagnostic result = cron_finding(
      ctx, "CRN005", users,
      fmt::format("{} is not every {}: the step starts anew with each {}, so "
                  "one gap is only {}",
                  quoted(item), counted(uneven.step.step, uneven.field.unit),
                  uneven.field.around,
                  counted(uneven.short_gap, uneven.field.unit)));
  if (uneven.field.field == CronField::DayOfMonth) {
    result.severity = Severity::Info;  // a usual way to say "now and then"
  }
  result.where =
      place_in_cron(ctx, users.first, uneven.step.offset, uneven.step.length);
  result.parameters.insert(result.parameters.begin() + 1, {"item", item});
  result.witness = witness_of(uneven, text.cron->clock, users.nodes.front(),
                              ctx.derivation.as_of);
  result.scope = "for ever";
  result.help = help_for(uneven);
  report(std::move(result));
}

}  // namespace

void check_uneven_step(const LintContext& ctx, const Report& report) {
  for (const CronUsers& users : ctx.crons) {
    const CompiledText& text = ctx.text(users);
    if (!text.cron) continue;
    for (const CronStep& step : text.facts.steps) {
      if (step.step <= 1) continue;
      if (const auto uneven = judge(text, step)) {
        report_step(ctx, users, *uneven, report);
      }
    }
  }
}

}  // namespace lockstep
