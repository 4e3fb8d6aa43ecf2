// Text helpers: folding, quoting, UTF-8, did-you-mean.

#include "base/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {
namespace {

using namespace std::string_literals;

TEST_CASE("lower case is ASCII only") {
  CHECK(to_lower("Starbake.ORDERS_2") == "starbake.orders_2");
  CHECK(to_lower("É[@Z`z{") == "É[@z`z{");
}

TEST_CASE("trim takes blanks from both ends") {
  CHECK(trim(" \t a b \r\n") == "a b");
  CHECK(trim("a") == "a");
  CHECK(trim(" \n") == "");
  CHECK(trim("") == "");
}

TEST_CASE("quoted texts are safe to print") {
  const std::pair<std::string, std::string> rows[] = {
      {"", R"("")"},
      {"orders", R"("orders")"},
      {"a\"b\\c", R"("a\"b\\c")"},
      {"a\nb\tc\r", R"("a\nb\tc\r")"},
      {"\0\x1b[31m\x7f"s, R"("\u0000\u001b[31m\u007f")"},
      {"café – 表 🚀", R"("café – 表 🚀")"},
      {"\u202Eevil", R"("\u202eevil")"},
      {"\u0085\u2028\uFEFF", R"("\u0085\u2028\ufeff")"},
      {"\xff\xc3", R"("\xff\xc3")"},
      {"\xed\xa0\x80", R"("\xed\xa0\x80")"},
  };
  for (const auto& [text, expected] : rows) CHECK(quoted(text) == expected);
}

TEST_CASE("quoted texts are cut after 120 code points") {
  std::string letters, cut;
  for (int i = 0; i < 120; ++i) letters += "é";
  CHECK(quoted(letters) == "\"" + letters + "\"");
  CHECK(quoted(letters + "x") == "\"" + letters + "…\"");
}

TEST_CASE("words are joined as in a sentence") {
  const std::vector<std::string> words = {"a", "b", "c", "d"};
  const auto first = [&](std::size_t n) { return std::span(words).first(n); };
  CHECK(join_words(first(0)) == "");
  CHECK(join_words(first(1)) == "a");
  CHECK(join_words(first(2)) == "a and b");
  CHECK(join_words(first(3)) == "a, b and c");
  CHECK(join_words(first(4), 4) == "a, b, c and d");
  CHECK(join_words(first(4), 3) == "a, b, c and 1 more");
  CHECK(join_words(first(4), 1) == "a and 3 more");
  CHECK(join_words(first(4), 0) == "4 more");
}

TEST_CASE("UTF-8 is what Unicode says it is") {
  const std::string_view good[] = {
      "",       "plain",  "é",          "\u07FF",     "\u0800",        "\uD7FF",
      "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF", "表 and 🚀 here",
  };
  for (const auto text : good) CHECK_MESSAGE(is_utf8(text), text);

  const std::string_view bad[] = {
      "\x80",              // a continuation without a lead
      "\xc3",              // cut short
      "\xe2\x82",          // cut short
      "\xf0\x9f\x9a",      // cut short
      "\xc3(",             // no continuation
      "\xc0\x80",          // overlong NUL
      "\xc1\xbf",          // overlong
      "\xe0\x9f\xbf",      // overlong
      "\xf0\x8f\xbf\xbf",  // overlong
      "\xed\xa0\x80",      // the first surrogate
      "\xed\xbf\xbf",      // the last surrogate
      "\xf4\x90\x80\x80",  // above U+10FFFF
      "\xf8\x88\x80\x80\x80",
      "\xfe",
      "\xff",
  };
  for (const auto text : bad) CHECK_MESSAGE(!is_utf8(text), quoted(text));
}

TEST_CASE("did you mean") {
  struct Row {
    std::string_view word;
    std::vector<std::string_view> candidates;
    std::string_view expected;
  };
  const Row rows[] = {
      {"ordres", {"products", "orders", "order"}, "orders"},
      {"ORDERS", {"orders", "order"}, "orders"},
      {"tsak", {"task", "tasks"}, "task"},          // a swap is one step
      {"abcd", {"abce", "abcf"}, "abce"},           // ties: first candidate
      {"timezone", {"time", "timezone_name"}, ""},  // five steps of 13
      {"dependson", {"depends_on"}, "depends_on"},
      {"at", {"et", "as"}, ""},  // a third of two is none
      {"xyz", {"abc", "abd"}, ""},
      {"", {"a", "ab", "abc"}, ""},
      {"orders", {}, ""},
  };
  for (const Row& row : rows) {
    CHECK_MESSAGE(did_you_mean(row.word, row.candidates) == row.expected,
                  row.word);
  }
}

TEST_CASE("suggestions read on") {
  const std::string_view candidates[] = {"inputs"};
  CHECK(suggestion("input", candidates) == " (did you mean \"inputs\"?)");
  CHECK(suggestion("freshness", candidates) == "");
}

/// Number of single-character inserts, deletes, replacements and swaps of
/// neighbours, by breadth-first search over all words: slow, and shares
/// nothing with the matrix.
std::map<std::string, std::size_t> words_around(const std::string& start,
                                                std::size_t radius) {
  std::map<std::string, std::size_t> found = {{start, 0}};
  std::set<std::string> ring = {start};
  for (std::size_t step = 1; step <= radius; ++step) {
    std::set<std::string> next;
    for (const std::string& word : ring) {
      for (std::size_t i = 0; i <= word.size(); ++i) {
        for (const char c : "ab"s) {
          next.insert(word.substr(0, i) + c + word.substr(i));
          if (i < word.size())
            next.insert(word.substr(0, i) + c + word.substr(i + 1));
        }
        if (i < word.size())
          next.insert(word.substr(0, i) + word.substr(i + 1));
        if (i + 1 < word.size()) {
          std::string swapped = word;
          std::swap(swapped[i], swapped[i + 1]);
          next.insert(swapped);
        }
      }
    }
    ring.clear();
    for (const std::string& word : next) {
      if (found.emplace(word, step).second) ring.insert(word);
    }
  }
  return found;
}

TEST_CASE("one and two steps are found exactly") {
  // With two steps optimal string alignment may differ from the true number
  // of edits only where an edit falls between two swapped letters.
  const std::string word = "abbaab";
  for (const auto& [other, steps] : words_around(word, 1)) {
    const std::string_view candidates[] = {other};
    CHECK_MESSAGE(did_you_mean(word, candidates) == other, other);
  }
  const auto near = words_around(word, 2);
  for (std::size_t length = 3; length <= 8; ++length) {
    for (unsigned bits = 0; bits < 1U << length; ++bits) {
      std::string other;
      for (std::size_t i = 0; i < length; ++i)
        other += (bits >> i & 1U) != 0 ? 'b' : 'a';
      const std::string_view candidates[] = {other};
      if (did_you_mean(word, candidates).empty()) continue;
      CHECK_MESSAGE(near.contains(other), other);
    }
  }
}

}  // namespace
}  // namespace lockstep
