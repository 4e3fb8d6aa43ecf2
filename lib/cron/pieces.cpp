#include "cron/pieces.hpp"

#include <algorithm>
#include <span>

#include "cron/local.hpp"
#include "cron/stretch.hpp"

namespace lockstep {
namespace {

/// Ticks of `common` and at least one of `crons`, with alternating signs;
/// without `common`, of at least one.
std::int64_t count_common(std::span<const Cron* const> crons,
                          const Cron* common, std::int64_t from,
                          std::int64_t to) {
  std::int64_t ticks = 0;
  for (std::size_t i = 0; i < crons.size(); ++i) {
    const Cron both =
        common == nullptr ? *crons[i] : intersect(*common, *crons[i]);
    if (both.month_mask == 0) continue;
    ticks += count_local(both, from, to) -
             count_common(crons.subspan(i + 1), &both, from, to);
  }
  return ticks;
}

}  // namespace

Pieces::Pieces(const Zone& zone, std::vector<const ZonedCron*> members,
               std::int64_t from, std::int64_t to)
    : zone_(zone), members_(std::move(members)), at_(from), to_(to) {
  segment_.end = from;
}

void Pieces::enter_segment() {
  segment_ = zone_.segment_at(at_);
  quiet_begin_ = segment_.begin;
  quiet_end_ = segment_.end;
  for (const ZonedCron* const member : members_) {
    const Stretch stretch =
        stretch_of(member->cron, zone_, segment_, member->clock.rule);
    quiet_begin_ = std::max(quiet_begin_, stretch.begin);
    quiet_end_ = std::min(quiet_end_, stretch.end);
  }
  if (quiet_begin_ >= quiet_end_) quiet_begin_ = quiet_end_ = segment_.end;
}

std::optional<Piece> Pieces::next() {
  if (at_ >= to_) return std::nullopt;
  if (at_ >= segment_.end) enter_segment();
  Piece piece{at_, segment_.end, std::nullopt};
  if (at_ < quiet_begin_) {
    piece.end = quiet_begin_;
  } else if (at_ < quiet_end_) {
    piece.end = quiet_end_;
    piece.offset = segment_.offset;
  }
  piece.end = std::min(piece.end, to_);
  at_ = piece.end;
  return piece;
}

std::vector<const ZonedCron*> members_of(const Schedule& a, const Schedule& b) {
  std::vector<const ZonedCron*> members;
  for (const ZonedCron& member : a.crons) members.push_back(&member);
  for (const ZonedCron& member : b.crons) members.push_back(&member);
  return members;
}

const Zone* common_zone(const Schedule& a, const Schedule& b) {
  const Zone* zone = nullptr;
  for (const Schedule* const schedule : {&a, &b}) {
    for (const ZonedCron& member : schedule->crons) {
      if (member.clock.zone == nullptr) return nullptr;
      if (zone != nullptr && member.clock.zone != zone) return nullptr;
      zone = member.clock.zone;
    }
  }
  return zone;
}

std::int64_t end_of_proof(const Zone& zone, std::int64_t from) {
  return std::max(from, periodic_from(zone)) + kCycle.count();
}

std::int64_t count_union(const std::vector<const Cron*>& crons,
                         std::int64_t from, std::int64_t to) {
  return count_common(crons, nullptr, from, to);
}

}  // namespace lockstep
