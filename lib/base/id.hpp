#pragma once
// Distinct index types: an id of one kind cannot be passed for another.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

namespace lockstep {

/// A 32-bit index into the vector that owns the things of kind `Tag`.
template <class Tag>
struct Id {
  static constexpr std::uint32_t kNone =
      std::numeric_limits<std::uint32_t>::max();

  std::uint32_t value = kNone;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index)
      : value(static_cast<std::uint32_t>(index)) {}

  /// False for a default-constructed id, which points at nothing.
  [[nodiscard]] constexpr bool valid() const { return value != kNone; }
  [[nodiscard]] constexpr std::size_t index() const { return value; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

using SourceId = Id<struct SourceTag>;  ///< an input text
using NodeId = Id<struct NodeTag>;      ///< a dataset of the lineage graph
using CronId = Id<struct CronTag>;  ///< a distinct (text, zone) of a project
using ScheduleId = Id<struct ScheduleTag>;  ///< a distinct union of crons
using CadenceId = Id<struct CadenceTag>;    ///< an interned tick set (align/)

}  // namespace lockstep

template <class Tag>
struct std::hash<lockstep::Id<Tag>> {
  std::size_t operator()(lockstep::Id<Tag> id) const noexcept {
    return std::hash<std::uint32_t>{}(id.value);
  }
};
