// Places in texts: lines, columns, clipped ranges.

#include "base/source.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string_view>

namespace lockstep {
namespace {

TEST_CASE("places have lines and columns") {
  struct Row {
    std::string_view text;
    std::size_t offset;
    std::size_t line, column;
    std::string_view line_text;
  };
  const Row rows[] = {
      {"", 0, 1, 1, ""},
      {"ab", 0, 1, 1, "ab"},
      {"ab", 2, 1, 3, "ab"},
      {"ab\ncd\n", 2, 1, 3, "ab"},  // the line end belongs to its line
      {"ab\ncd\n", 3, 2, 1, "cd"},
      {"ab\ncd\n", 6, 3, 1, ""},
      {"ab\r\ncd", 1, 1, 2, "ab"},
      {"é表🚀x", 9, 1, 4, "é表🚀x"},          // code points, not bytes
      {"\xff\xc3x", 2, 1, 3, "\xff\xc3x"},  // a broken byte counts as one
      {"ab", 99, 1, 3, "ab"},               // clipped to the text
  };
  for (const Row& row : rows) {
    Sources sources;
    const SourceId id = sources.add({.path = "t", .text = row.text});
    const Location where{id, row.offset, 1};
    const LineColumn place = sources.line_column(where);
    CHECK(place.line == row.line);
    CHECK(place.column == row.column);
    CHECK(sources.line_text(where) == row.line_text);
  }
}

TEST_CASE("ranges are clipped to the text") {
  Sources sources;
  const SourceId id = sources.add({.path = "t", .text = "orders"});
  CHECK(sources.text({id, 1, 3}) == "rde");
  CHECK(sources.text({id, 4, 9}) == "rs");
  CHECK(sources.text({id, 9, 1}) == "");
  CHECK(!Location{}.valid());
}

}  // namespace
}  // namespace lockstep
