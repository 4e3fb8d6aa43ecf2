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
  Zone(std::string name, std::vector<std::int64_t> transitions,
       std::vector<std::int32_t> offsets, bool repeats);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// The segment that holds `instant`. O(log transitions).
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
  [[nodiscard]] const std::vector<std::int64_t>& transitions() const {
    return transitions_;
  }

 private:
  std::string name_;
  std::vector<std::int64_t> transitions_;  ///< ascending
  std::vector<std::int32_t> offsets_;      ///< one more: [i] before [i]
  bool repeats_;
  std::int64_t offset_span_;
  std::int64_t periodic_from_ = kAlwaysBefore;
};

}  // namespace lockstep
