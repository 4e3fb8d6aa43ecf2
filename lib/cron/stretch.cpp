// The rules of dst_rule.hpp, each as a head and a tail of a segment. Sources:
// cronie src/cron.c (main loop), airflow/timetables/_cron.py, cron-utils
// SingleExecutionTime.nextExecution, and the design's matrix of measured runs.

#include "cron/stretch.hpp"

#include <algorithm>

#include "cron/calendar.hpp"

namespace lockstep {
namespace {

constexpr std::int64_t kHour = 3600;
/// cronie takes a clock that is more than three hours ahead of the minute
/// that it ran last, or behind it, for set anew. The minute after a gap is one
/// minute ahead even without the gap, hence the asymmetry.
constexpr std::int64_t kLongGap = 3 * kHour;
constexpr std::int64_t kLongFold = 3 * kHour + 2 * 60;

bool acts_on(const DstRule& rule, std::int64_t change) {
  return !rule.short_changes_only || (change < kLongGap && change > -kLongFold);
}

/// First tick of the wall clock at `offset` at or after the instant `at`.
std::optional<std::int64_t> next_wall(const Cron& cron, std::int64_t at,
                                      std::int64_t offset) {
  const auto local = next_local(cron, at + offset);
  if (!local) return std::nullopt;
  return *local - offset;
}

Head head_of_gap(const Cron& cron, const Segment& segment, std::int64_t before,
                 GapAction action) {
  Head head{std::nullopt, segment.begin};
  // What the old offset goes on to say, until the new wall clock begins.
  const auto skipped = next_wall(cron, segment.begin, before);
  if (!skipped || *skipped + before >= segment.begin + segment.offset) {
    return head;
  }
  if (action == GapAction::EndOfGap) head.extra = segment.begin;
  if (action == GapAction::Shift) head.extra = *skipped;
  if (head.extra) head.begin = *head.extra + 1;
  return head;
}

Head head_of_fold(const Cron& cron, const Segment& segment, std::int64_t before,
                  FoldAction action) {
  Head head{std::nullopt, segment.begin};
  if (action == FoldAction::First) head.begin += before - segment.offset;
  if (action != FoldAction::UnlessLone) return head;
  const auto last = prev_local(cron, segment.begin - 1 + before);
  const auto first = next_wall(cron, segment.begin, segment.offset);
  if (!last || !first || *first - (*last - before) > kHour) return head;
  const auto second = next_wall(cron, *first + 1, segment.offset);
  if (second && *second - *first >= 2 * kHour) head.begin = *first + 1;
  return head;
}

// ---- Elapsed: the first tick of a segment is the last one's successor under
// the offset of the segment where that last one is. ----

/// True if the segment surely has a tick in [begin, at]. A tick of its wall
/// clock at w is at most the span of the zone's offsets away from w under any
/// earlier offset, so the first tick of the segment comes no later.
bool has_tick_by(const Cron& cron, const Zone& zone, const Segment& segment,
                 std::int64_t at) {
  if (segment.begin == kAlwaysBefore) return true;
  const std::int64_t latest = at - zone.offset_span();
  if (latest < segment.begin) return false;
  const auto wall = prev_local(cron, latest + segment.offset);
  return wall && *wall - segment.offset >= segment.begin + zone.offset_span();
}

/// A segment before `segment` that has a tick near enough to its end for the
/// chain of ticks to start afresh from it. The walk goes from tick to tick and
/// ends where nothing is before, or after kSearchSpan.
Segment settled_before(const Cron& cron, const Zone& zone,
                       const Segment& segment) {
  Segment earlier = zone.segment_at(segment.begin - 1);
  while (!has_tick_by(cron, zone, earlier, earlier.end - 1) &&
         segment.begin - earlier.begin < kSearchSpan) {
    const std::int64_t latest = earlier.end - zone.offset_span() - 1;
    const auto wall = prev_local(cron, latest + earlier.offset);
    if (!wall) break;
    const std::int64_t reach = *wall - earlier.offset + zone.offset_span();
    earlier = zone.segment_at(std::min(earlier.begin - 1, reach));
  }
  return earlier;
}

/// The first tick at or after the segment's begin.
std::optional<std::int64_t> entry_of(const Cron& cron, const Zone& zone,
                                     const Segment& segment) {
  Segment at = settled_before(cron, zone, segment);
  for (;;) {
    const auto tick = next_wall(cron, at.end, at.offset);
    if (!tick || *tick >= segment.begin) return tick;
    at = zone.segment_at(*tick);
  }
}

Head elapsed_head(const Cron& cron, const Zone& zone, const Segment& segment) {
  const auto entry = entry_of(cron, zone, segment);
  if (entry && *entry < segment.end) return {entry, *entry + 1};
  return {std::nullopt, segment.end};
}

}  // namespace

Head head_of(const Cron& cron, const Zone& zone, const Segment& segment,
             const DstRule& rule) {
  const Head none{std::nullopt, segment.begin};
  if (rule == DstRule{} || segment.begin == kAlwaysBefore) return none;
  if (rule.fold == FoldAction::Elapsed) {
    return elapsed_head(cron, zone, segment);
  }
  const std::int64_t before = zone.segment_at(segment.begin - 1).offset;
  const std::int64_t change = segment.offset - before;
  if (!acts_on(rule, change)) return none;
  return change > 0 ? head_of_gap(cron, segment, before, rule.gap)
                    : head_of_fold(cron, segment, before, rule.fold);
}

bool is_past_head(const Cron& cron, const Zone& zone, const Segment& segment,
                  const DstRule& rule, std::int64_t at) {
  if (rule == DstRule{} || segment.begin == kAlwaysBefore) return true;
  if (rule.fold == FoldAction::Elapsed) {
    return has_tick_by(cron, zone, segment, at - 1);
  }
  return at >= segment.begin + kOffsetSpan;
}

std::int64_t tail_of(const Zone& zone, const Segment& segment,
                     const DstRule& rule) {
  if (rule.fold != FoldAction::Second || segment.end == kAlwaysAfter) {
    return segment.end;
  }
  const std::int64_t change =
      zone.segment_after(segment).offset - segment.offset;
  return change < 0 && acts_on(rule, change) ? segment.end + change
                                             : segment.end;
}

Stretch stretch_of(const Cron& cron, const Zone& zone, const Segment& segment,
                   const DstRule& rule) {
  const Head head = head_of(cron, zone, segment, rule);
  return {head.extra, head.begin, tail_of(zone, segment, rule), segment.offset};
}

std::int64_t periodic_from(const Zone& zone) {
  // One cycle later than the zone: what a transition does may depend on ticks
  // before it.
  return std::max(zone.periodic_from() + kCycle.count(),
                  year_of(kLastYear + 2).first_day * kSecondsPerDay);
}

std::int64_t count_in(const Cron& cron, const Stretch& stretch,
                      std::int64_t from, std::int64_t to) {
  const std::int64_t begin = std::max(from, stretch.begin);
  const std::int64_t end = std::min(to, stretch.end);
  const bool extra =
      stretch.extra && *stretch.extra >= from && *stretch.extra < to;
  if (end <= begin) return extra ? 1 : 0;
  return count_local(cron, begin + stretch.offset, end + stretch.offset) +
         (extra ? 1 : 0);
}

}  // namespace lockstep
