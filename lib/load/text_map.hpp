#pragma once
// Places of a text that was taken out of its source, perhaps with escapes
// decoded: a list of stretches within which both run in step.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

#include "base/source.hpp"

namespace lockstep {

/// A byte range of such a text.
struct Place {
  std::size_t offset = 0;
  std::uint32_t length = 0;
};

/// Maps byte ranges of a decoded text to Locations of its source.
class TextMap {
 public:
  /// The whole source, byte for byte.
  explicit TextMap(SourceId source) : source_(source) {}

  // Calls of the two come in increasing order of `decoded`.

  /// From byte `decoded` on the text runs like the source from `original` on.
  void add_stretch(std::size_t decoded, std::size_t original) {
    stretches_.push_back({decoded, original, 0});
  }
  /// What begins at byte `decoded` is written as an escape of `length` bytes.
  void add_escape(std::size_t decoded, std::size_t original,
                  std::size_t length) {
    stretches_.push_back({decoded, original, length});
  }

  /// O(log stretches).
  [[nodiscard]] Location locate(Place place) const {
    const std::size_t begin = range_of(place.offset).begin;
    const std::size_t end = place.length == 0
                                ? begin
                                : range_of(place.offset + place.length - 1).end;
    return {source_, begin, end - begin};
  }

 private:
  struct Stretch {
    std::size_t decoded, original;
    std::size_t escape_length;  ///< 0: copied byte by byte
  };
  struct Range {
    std::size_t begin, end;
  };

  /// The bytes of the source that give byte `offset` of the text.
  [[nodiscard]] Range range_of(std::size_t offset) const {
    const auto next = std::upper_bound(
        stretches_.begin(), stretches_.end(), offset,
        [](std::size_t at, const Stretch& s) { return at < s.decoded; });
    if (next == stretches_.begin()) return {offset, offset + 1};
    const Stretch& stretch = *std::prev(next);
    if (stretch.escape_length > 0) {
      return {stretch.original, stretch.original + stretch.escape_length};
    }
    const std::size_t at = stretch.original + (offset - stretch.decoded);
    return {at, at + 1};
  }

  SourceId source_;
  std::vector<Stretch> stretches_;
};

}  // namespace lockstep
