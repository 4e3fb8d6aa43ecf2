// Columns, cutting, wrapping and the snippet with its carets.

#include "report/terminal.hpp"

#include <doctest/doctest.h>

#include "report/snippet.hpp"

namespace lockstep {
namespace {

TEST_CASE("characters take the columns that a terminal gives them") {
  struct Row {
    std::string_view text, shown;
    std::size_t width;
  };
  const Row rows[] = {
      {"plain", "plain", 5},
      {"a\tb", "a    b", 6},
      {"caf\xC3\xA9", "caf\xC3\xA9", 4},
      {"e\xCC\x81", "e\xCC\x81", 1},                                // combining
      {"\xE6\xB3\xA8\xE6\x96\x87", "\xE6\xB3\xA8\xE6\x96\x87", 4},  // CJK
      {"\xF0\x9F\x8D\x9E", "\xF0\x9F\x8D\x9E", 2},                  // emoji
      {"a\x1b[31m", "a\\u001b[31m", 11},
      {"a\nb\r", "a\\u000ab\\u000d", 14},
      {"\xE2\x80\xAE", "\\u202e", 6},  // right-to-left override
      {"\xFFz", "\\xffz", 5},
      {std::string_view("\0", 1), "\\u0000", 6},
      {"", "", 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.shown);
    const Cell cell = printable(row.text);
    CHECK(cell.text == row.shown);
    CHECK(cell.width == row.width);
  }
}

TEST_CASE("cells are padded or cut to a width") {
  CHECK(fitted(printable("abc"), 5) == "abc  ");
  CHECK(fitted(printable("abc"), 3) == "abc");
  CHECK(fitted(printable("abcd"), 3) == "ab…");
  CHECK(fitted(printable("abcd"), 0) == "abcd");
  CHECK(fitted(printable("\xE6\xB3\xA8\xE6\x96\x87"), 3) == "\xE6\xB3\xA8…");
  CHECK(fitted(printable("\xE6\xB3\xA8\xE6\x96\x87"), 2) == "… ");
}

TEST_CASE("text is wrapped at blanks") {
  using Lines = std::vector<std::string>;
  CHECK(wrapped("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrapped("one two three", 0) == Lines{"one two three"});
  CHECK(wrapped("enormous one", 3) == Lines{"enormous", "one"});
  CHECK(wrapped("", 3) == Lines{""});
}

/// Marks `marked` within `text` and returns line and carets.
std::string shown(std::string_view text, std::string_view marked,
                  std::size_t width = 60) {
  Sources sources;
  const SourceId id = sources.add({"x", text, "", {}});
  const Snippet result =
      snippet(sources, {id, text.find(marked), marked.size()}, width);
  return result.line + "\n" + result.carets;
}

TEST_CASE("carets stand under the bytes they mean") {
  CHECK(shown("a: b\nc: {cron: \"x y\"}\nd", "x y") ==
        "c: {cron: \"x y\"}\n"
        "           ^^^");
  CHECK(shown("\tc: bad", "bad") ==
        "    c: bad\n"
        "       ^^^");
  CHECK(shown("\xE6\xB3\xA8: caf\xC3\xA9 bad", "bad") ==
        "\xE6\xB3\xA8: caf\xC3\xA9 bad\n"
        "         ^^^");
  CHECK(shown("bad\r\nnext", "bad") == "bad\n^^^");
  CHECK(shown("a\x1b[2J bad", "bad") ==
        "a\\u001b[2J bad\n"
        "           ^^^");
}

TEST_CASE("an empty place and one over several lines have one line") {
  Sources sources;
  const SourceId id = sources.add({"x", "ab\ncd\n", "", {}});
  const Snippet end = snippet(sources, {id, 6, 0}, 60);
  CHECK(end.line == "");
  CHECK(end.carets == "^");
  const Snippet both = snippet(sources, {id, 1, 4}, 60);
  CHECK(both.line == "ab");
  CHECK(both.carets == " ^");
}

TEST_CASE("a line of megabytes is not read for each finding") {
  const std::string text(32'000'000, 'a');
  Sources sources;
  const SourceId id = sources.add({"x", text, "", {}});
  for (std::size_t i = 0; i < 20'000; ++i) {
    const Snippet shown = snippet(sources, {id, i * 1'500, 3}, 30);
    REQUIRE(shown.line.size() <= 30);
    REQUIRE(shown.carets.ends_with("^^^"));
  }
}

TEST_CASE("long lines are cut around the caret") {
  const std::string text =
      std::string(1'000, 'a') + "bad" + std::string(1'000, 'z');
  CHECK(shown(text, "bad", 30) ==
        "...aaaaaaaaaaaabadzzzzzzzzz...\n"
        "               ^^^");
  CHECK(shown(std::string(5, 'a') + std::string(100, 'b'), "bbbbb", 30) ==
        "aaaaabbbbbbbbbbbbbbbbbbbbbb...\n"
        "     ^^^^^");
  CHECK(shown(std::string(5, 'a') + std::string(100, 'b'),
              std::string(100, 'b'), 30) ==
        "aaaaabbbbbbbbbbbb...\n"
        "     ^^^^^^^^^^^^^^^");
}

}  // namespace
}  // namespace lockstep
