#pragma once
// What a zone is made of. Internal to cron/.

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "cron/zone.hpp"

namespace lockstep {

/// Stand for "always before" and "always after".
inline constexpr std::int64_t kAlwaysBefore =
    std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kAlwaysAfter =
    std::numeric_limits<std::int64_t>::max();

/// A stretch [begin, end) of UTC seconds with one offset.
struct Segment {
  std::int64_t begin = kAlwaysBefore;
  std::int64_t end = kAlwaysAfter;
  std::int64_t offset = 0;
};

/// Segments in order, without holes. If `repeats`, the last 400 years before
/// the last transition stand for every 400 years after it.
class Zone {
 public:
  /// Transitions ascend; offsets[i] is in force before transitions[i], the
  /// last one after all.
  Zone(std::string name, const std::vector<std::int64_t>& transitions,
       const std::vector<std::int32_t>& offsets, bool repeats);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// The segment that holds `instant`. O(1).
  [[nodiscard]] Segment segment_at(std::int64_t instant) const;
  /// The one after; only if `segment.end` is not kAlwaysAfter.
  [[nodiscard]] Segment segment_after(const Segment& segment) const {
    return segment_at(segment.end);
  }
  /// No two offsets differ by more.
  [[nodiscard]] std::int64_t offset_span() const { return offset_span_; }
  /// From here on the segments repeat every 400 years; the last transition if
  /// there are none after it, kAlwaysBefore if there is none at all.
  [[nodiscard]] std::int64_t periodic_from() const { return periodic_from_; }

 private:
  /// Transitions are half a year apart, or weeks: most buckets have none.
  static constexpr std::int64_t kBucket = std::int64_t{1} << 22U;

  std::string name_;
  std::vector<Segment> segments_;  ///< in order, without holes
  /// For each stretch of kBucket seconds from the first transition on, the
  /// index of the segment that holds its start.
  std::vector<std::uint16_t> buckets_;
  bool repeats_;
  std::int64_t offset_span_;
  std::int64_t periodic_from_ = kAlwaysBefore;
};

}  // namespace lockstep
