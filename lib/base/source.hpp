#pragma once
// The input texts of a run and places in them. A place is a byte range; line
// and column are computed only when something is printed.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"

namespace lockstep {

/// One input. The caller keeps `text` alive as long as the Sources; a text may
/// be a memory-mapped file, so readers go through it once, front to back.
struct Source {
  std::string path;       ///< as the user would write it; "-" for stdin
  std::string_view text;  ///< the whole content, any bytes
  std::string format{};   ///< name of a loader to force; empty: sniff
  /// Called now and then with the number of bytes read so far: drives the
  /// progress bar and lets a mapped text give back what was read. May be empty.
  std::function<void(std::size_t)> on_progress{};
};

/// A byte range of a source. The default one is "nowhere": not printed.
struct Location {
  SourceId source;
  std::size_t offset = 0;
  std::size_t length = 0;

  [[nodiscard]] bool valid() const { return source.valid(); }
  friend auto operator<=>(const Location&, const Location&) = default;
};

/// 1-based; columns count Unicode code points (SARIF's unicodeCodePoints),
/// a broken UTF-8 byte counts as one.
struct LineColumn {
  std::size_t line = 1;
  std::size_t column = 1;
};

/// The texts of a run, in the order in which they were added.
class Sources {
 public:
  SourceId add(Source source);
  [[nodiscard]] const Source& operator[](SourceId id) const {
    return sources_[id.index()];
  }
  [[nodiscard]] std::size_t size() const { return sources_.size(); }

  /// Line and column of the first byte of a valid `location`. O(offset).
  [[nodiscard]] LineColumn line_column(const Location& location) const;
  /// The line (without its end) that holds the first byte of `location`.
  [[nodiscard]] std::string_view line_text(const Location& location) const;
  /// The bytes of `location`, clipped to the text.
  [[nodiscard]] std::string_view text(const Location& location) const;

 private:
  std::vector<Source> sources_;
};

}  // namespace lockstep
