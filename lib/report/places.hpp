#pragma once
// Lines and columns of many places at once: each text is read through once,
// front to back, whatever the number of findings in it.

#include <map>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace lockstep {

/// The places of `diagnostics`, their notes and nothing else.
class Places {
 public:
  Places(const std::vector<Diagnostic>& diagnostics, const Sources& sources);

  /// Of a valid location of one of the diagnostics or notes.
  [[nodiscard]] LineColumn operator[](const Location& location) const {
    return found_.at({location.source, location.offset});
  }

 private:
  using Key = std::pair<SourceId, std::size_t>;
  std::map<Key, LineColumn> found_;
};

}  // namespace lockstep
