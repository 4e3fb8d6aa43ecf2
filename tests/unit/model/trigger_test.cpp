// Trigger texts against an oracle: the postfix form, evaluated, equals a plain
// recursive reading of the text.
#include "model/trigger.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace lockstep {
namespace {

std::string show(std::string_view text) {
  const auto parsed = parse_trigger(text);
  if (!parsed) {
    return fmt::format("{}+{} {}", parsed.error().offset, parsed.error().length,
                       parsed.error().message);
  }
  constexpr const char* kModes[] = {"aligned", "any", "all", "", "none"};
  std::string shown = kModes[int(parsed->mode)];
  for (const TriggerToken& token : parsed->terms) {
    if (!shown.empty()) shown += " ";
    shown += token.kind == TriggerTerm::Kind::And  ? "&"
             : token.kind == TriggerTerm::Kind::Or ? "|"
                                                   : token.name;
  }
  return shown;
}

struct Row {
  std::string_view text, shown;
};
constexpr Row kRows[] = {
    {"aligned", "aligned"},
    {" ALL ", "all"},
    {"any", "any"},
    {"None", "none"},
    {"a", "a"},
    {"\"all\"", "all"},  // a dataset of that name
    {"a & b", "a b &"},
    {"a | b & c", "a b c & |"},
    {"a & b | c", "a b & c |"},
    {"(a | b) & c", "a b | c &"},
    {"a & (b | c)", "a b c | &"},
    {"a | b | c", "a b | c |"},
    {"a&b&c", "a b & c &"},
    {"((a))", "a"},
    {"`my table` & 'b|c' & \"d)\"", "my table b|c & d) &"},
    {"kpi.order_summary&dex.swaps\n", "kpi.order_summary dex.swaps &"},
    {"é & b", "é b &"},
    {"", "0+0 a dataset is missing at the end"},
    {"a &", "3+0 a dataset is missing at the end"},
    {"& a", "0+1 a dataset is missing before \"&\""},
    {"a && b", "3+1 a dataset is missing before \"&\""},
    {"a | | b", "4+1 a dataset is missing before \"|\""},
    {"a b", "2+1 \"&\" or \"|\" is missing before \"b\""},
    {"a AND b", "2+3 \"&\" or \"|\" is missing before \"AND\""},
    {"a (b)", "2+1 \"&\" or \"|\" is missing before \"(\""},
    {"(a", "0+1 \"(\" is never closed"},
    {"a & (b | (c)", "4+1 \"(\" is never closed"},
    {"a)", "1+1 \")\" closes nothing"},
    {"()", "1+1 a dataset is missing before \")\""},
    {"(a & ) | b", "5+1 a dataset is missing before \")\""},
    {"'a", "0+1 a quote is never closed"},
    {"a & \"\"", "4+2 a name is empty"},
};

TEST_CASE("words, expressions in postfix order, and what is wrong with them") {
  for (const Row& row : kRows) {
    CAPTURE(row.text);
    CHECK(show(row.text) == row.shown);
  }
}

/// A random expression over a..d as text, and its value for each of the 16
/// assignments, one bit each.
struct Random {
  std::uint32_t state;

  std::uint32_t next(std::uint32_t below) {
    state = state * 1'664'525 + 1'013'904'223;
    return (state >> 16) % below;
  }
  std::uint16_t expression(std::string& text, int depth) {
    std::uint16_t value = conjunction(text, depth);
    while (next(3) == 0) {
      text += " | ";
      value = static_cast<std::uint16_t>(value | conjunction(text, depth));
    }
    return value;
  }
  std::uint16_t conjunction(std::string& text, int depth) {
    std::uint16_t value = factor(text, depth);
    while (next(3) == 0) {
      text += "&";
      value = static_cast<std::uint16_t>(value & factor(text, depth));
    }
    return value;
  }
  std::uint16_t factor(std::string& text, int depth) {
    constexpr std::uint16_t kColumns[] = {0xAAAA, 0xCCCC, 0xF0F0, 0xFF00};
    if (depth > 0 && next(3) == 0) {
      text += "(";
      const std::uint16_t value = expression(text, depth - 1);
      text += ")";
      return value;
    }
    const std::uint32_t name = next(4);
    text += static_cast<char>('a' + name);
    return kColumns[name];
  }
};

std::uint16_t evaluate(const std::vector<TriggerToken>& terms) {
  constexpr std::uint16_t kColumns[] = {0xAAAA, 0xCCCC, 0xF0F0, 0xFF00};
  std::vector<std::uint16_t> stack;
  for (const TriggerToken& token : terms) {
    if (token.kind == TriggerTerm::Kind::Dataset) {
      stack.push_back(kColumns[token.name[0] - 'a']);
      continue;
    }
    const std::uint16_t right = stack.back();
    stack.pop_back();
    stack.back() = static_cast<std::uint16_t>(
        token.kind == TriggerTerm::Kind::And ? stack.back() & right
                                             : stack.back() | right);
  }
  REQUIRE(stack.size() == 1);
  return stack[0];
}

TEST_CASE("& binds tighter than |, for 5,000 random expressions") {
  Random random{1};
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    const std::uint16_t value = random.expression(text, 3);
    const auto parsed = parse_trigger(text);
    CAPTURE(text);
    REQUIRE(parsed);
    CHECK(evaluate(parsed->terms) == value);
  }
}

TEST_CASE("parentheses without end are no problem") {
  const std::string deep = std::string(100'000, '(') + "a";
  CHECK(show(deep) == "99999+1 \"(\" is never closed");
  CHECK(show(deep + std::string(100'000, ')')) == "a");
}

}  // namespace
}  // namespace lockstep
