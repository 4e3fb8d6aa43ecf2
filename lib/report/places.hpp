#pragma once
// Lines and columns of many places at once: each text is read through once,
// front to back, whatever the number of findings in it.

#include <cstdint>
#include <map>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace lockstep {

/// First and last place of a byte range; `end` is behind the last byte.
struct PlaceRange {
  LineColumn begin, end;
};

/// The places of `diagnostics`, their notes and edits, and nothing else.
class Places {
 public:
  enum class Columns : std::uint8_t {
    CodePoints,  ///< as people and SARIF count
    Bytes        ///< as reviewdog counts
  };

  Places(const std::vector<Diagnostic>& diagnostics, const Sources& sources,
         Columns columns = Columns::CodePoints);

  /// Of a valid location of one of the diagnostics, notes or edits.
  [[nodiscard]] LineColumn operator[](const Location& location) const {
    return found_.at({location.source, location.offset});
  }
  [[nodiscard]] PlaceRange range(const Location& location) const {
    return {(*this)[location],
            found_.at({location.source, location.offset + location.length})};
  }

 private:
  using Key = std::pair<SourceId, std::size_t>;
  std::map<Key, LineColumn> found_;
};

}  // namespace lockstep
