#pragma once
// Ticks one after the other, faster than by calls of next(): for merging,
// simulation and long lists.

#include <cstdint>
#include <optional>

#include "cron/cron.hpp"
#include "cron/local_stream.hpp"

namespace lockstep {

/// The ticks of a cron from an instant on, in order:
///   TickStream ticks(cron, from, clock);
///   while (const auto tick = ticks.next()) ...
/// The same instants as next_or_equal() and next() give. Holds no copy of the
/// cron, which must live as long.
class TickStream {
 public:
  TickStream(const Cron& cron, sys_seconds from, const Clock& clock = {});

  /// The next tick; nullopt if there is none, and always from then on.
  [[nodiscard]] std::optional<sys_seconds> next() {
    const std::int64_t local = local_.next();
    const std::int64_t instant =
        local < end_ ? local - offset_ : next_stretch();
    if (instant == LocalStream::kEnd) return std::nullopt;
    from_ = instant + 1;
    return sys_seconds{seconds{instant}};
  }

 private:
  /// The first tick of the next stretch of one offset; kEnd if there is none.
  std::int64_t next_stretch();

  const Cron* cron_;
  Clock clock_;
  LocalStream local_;
  std::int64_t offset_ = 0;
  std::int64_t end_ = LocalStream::kEnd;  ///< local: of the stretch
  std::int64_t from_;                     ///< later than the last tick
};

}  // namespace lockstep
