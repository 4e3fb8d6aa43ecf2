#pragma once
// An interval of one zone, cut where crons cease or begin to follow the wall
// clock alone. Between transitions the algebra of the masks holds; around
// them, a few hours a year, one walks. Internal to cron/.

#include <cstdint>
#include <optional>
#include <vector>

#include "cron/schedule.hpp"
#include "cron/zone_table.hpp"

namespace lockstep {

/// Instants [begin, end).
struct Piece {
  std::int64_t begin, end;
  /// Local minus UTC; absent around a transition that changes what some
  /// member ticks.
  std::optional<std::int64_t> offset;
};

class Pieces {
 public:
  /// Of [from, to). All members have this zone, each its own rule.
  Pieces(const Zone& zone, std::vector<const ZonedCron*> members,
         std::int64_t from, std::int64_t to);

  /// The next one in order, without holes; nullopt at the end.
  [[nodiscard]] std::optional<Piece> next();

 private:
  void enter_segment();

  const Zone& zone_;
  std::vector<const ZonedCron*> members_;
  std::int64_t at_, to_;
  Segment segment_;
  std::int64_t quiet_begin_ = 0, quiet_end_ = 0;
};

[[nodiscard]] std::vector<const ZonedCron*> members_of(const Schedule& a,
                                                       const Schedule& b);

/// The zone of every member of both, and nullptr if they have several or none
/// (all in UTC).
[[nodiscard]] const Zone* common_zone(const Schedule& a, const Schedule& b);

/// What holds in the zone from `from` to here holds for ever: calendar and
/// zone have come round, and year lists are over.
[[nodiscard]] std::int64_t end_of_proof(const Zone& zone, std::int64_t from);

/// Ticks in local [from, to) of at least one of `crons`, by inclusion and
/// exclusion: at most kMostIntersected of them.
inline constexpr std::size_t kMostIntersected = 8;
[[nodiscard]] std::int64_t count_union(const std::vector<const Cron*>& crons,
                                       std::int64_t from, std::int64_t to);

}  // namespace lockstep
