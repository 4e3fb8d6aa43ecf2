// The JSON reader: events with exact places, plain words for every kind of
// broken text, and limits.
#include "load/json_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace lockstep {
namespace {

using namespace std::string_view_literals;

/// Writes down every event with the bytes that it points at.
class Recorder final : public JsonHandler {
 public:
  explicit Recorder(std::string_view text) : text_(text) {}

  bool begin_object(std::size_t offset) override { return at("{", offset); }
  bool end_object(std::size_t end) override { return at("}", end); }
  bool begin_array(std::size_t offset) override { return at("[", offset); }
  bool end_array(std::size_t end) override { return at("]", end); }
  bool key(std::string_view key, std::size_t offset,
           std::size_t length) override {
    log += fmt::format("key {} <{}> ", key, text_.substr(offset, length));
    return true;
  }
  bool scalar(const JsonScalar& value) override {
    log += fmt::format("{} {} <{}> ", "sifbn"[static_cast<int>(value.kind)],
                       value.text, text_.substr(value.offset, value.length));
    return true;
  }

  std::string log;

 private:
  bool at(std::string_view what, std::size_t offset) {
    log += fmt::format("{}@{} ", what, offset);
    return true;
  }

  std::string_view text_;
};

void check_events(std::string_view text, std::string_view expected) {
  CAPTURE(text);
  Recorder recorder(text);
  const auto error = read_json(text, {}, recorder);
  CHECK_FALSE(error);
  CHECK(recorder.log == expected);
}

TEST_CASE("events carry the places of keys and values") {
  check_events(R"({"a":1})", R"({@0 key a <"a"> i 1 <1> }@7 )");
  check_events(R"([ "x" , null,true ,false ])",
               R"([@0 s x <"x"> n null <null> b true <true> )"
               R"(b false <false> ]@26 )");
  check_events(R"("a\"b")", R"(s a"b <"a\"b"> )");
  check_events(R"("\\")", R"(s \ <"\\"> )");
  check_events(R"(["\\","\"\"\"",""])",
               R"([@0 s \ <"\\"> s """ <"\"\"\""> s  <""> ]@18 )");
  check_events(R"("\u00e9é")", R"(s éé <"\u00e9é"> )");
  check_events("[-1.5e3 ,12]", "[@0 f -1.5e3 <-1.5e3> i 12 <12> ]@12 ");
  check_events("12", "i 12 <12> ");
  check_events("[99999999999999999999]",
               "[@0 f 99999999999999999999 <99999999999999999999> ]@22 ");
  check_events("[9223372036854775808]",
               "[@0 f 9223372036854775808 <9223372036854775808> ]@21 ");
  check_events("\xEF\xBB\xBF[\"x\"]", "[@3 s x <\"x\"> ]@8 ");
}

/// `marked` is the text with the place of the error between « and ».
void check_error(std::string_view marked, std::string_view message,
                 std::string_view help = {}) {
  CAPTURE(marked);
  constexpr std::string_view kOpen = "«";
  constexpr std::string_view kClose = "»";
  std::string text(marked);
  const std::size_t begin = text.find(kOpen);
  text.erase(begin, kOpen.size());
  const std::size_t end = text.find(kClose);
  text.erase(end, kClose.size());
  Recorder recorder(text);
  const auto error = read_json(text, {}, recorder);
  REQUIRE(error);
  CHECK(error->message == message);
  CHECK(error->help == help);
  CHECK(error->offset == begin);
  CHECK(error->length == end - begin);
  CHECK_FALSE(error->too_deep);
}

constexpr std::string_view kCut =
    "the file may have been cut off while it was written";

TEST_CASE("a broken text is explained in plain words") {
  check_error("«»", "the text is empty");
  check_error(" \n«»", "the text is empty");
  check_error("[«»", "the text ends too early: expected a value or \"]\"",
              kCut);
  check_error("[1«»", "the text ends too early: expected \",\" or \"]\"", kCut);
  check_error("[1,«»", "the text ends too early: expected a value", kCut);
  check_error("{«»",
              "the text ends too early: expected a key in double quotes or "
              "\"}\"",
              kCut);
  check_error("{\"a\"«»",
              "the text ends too early: expected \":\" after the key", kCut);
  check_error("{\"a\":«»", "the text ends too early: expected a value", kCut);
  check_error("{\"a\":1«»", "the text ends too early: expected \",\" or \"}\"",
              kCut);
  check_error("{\"a\":1,«»",
              "the text ends too early: expected a key in double quotes", kCut);
  check_error("[\"abc«»", "the text ends inside a string", kCut);
  check_error("[\"abc\\«»", "the text ends inside a string", kCut);
  check_error("[\"abc\\u00«»", "the text ends inside a string", kCut);
  check_error("[tru«»", "the text ends too early: expected a value or \"]\"",
              kCut);

  check_error("[1 «2»]", "unexpected \"2\": expected \",\" or \"]\"");
  check_error("[1 «true»]", "unexpected \"true\": expected \",\" or \"]\"");
  check_error("[1 «\"a\\\"b\"»]",
              R"(unexpected "\"a\\\"b\"": expected "," or "]")");
  check_error("[1,«]»", "unexpected \"]\": expected a value");
  check_error("[«}»", "unexpected \"}\": expected a value or \"]\"");
  check_error("{\"a\":1,«}»",
              "unexpected \"}\": expected a key in double quotes");
  check_error("{«1»:2}",
              "unexpected \"1\": expected a key in double quotes or \"}\"");
  check_error("{\"a\" «1»}", "unexpected \"1\": expected \":\" after the key");
  check_error("{\"a\":1 «:»}", "unexpected \":\": expected \",\" or \"}\"");
  check_error("[] «x»", "unexpected \"x\": expected the end of the text");
  check_error("[]«]»", "unexpected \"]\": expected the end of the text");
  check_error("[] «[»]", "unexpected \"[\": expected the end of the text");
  check_error("{\"a\": «None»}", "unexpected \"None\": expected a value",
              "JSON writes null, true and false");
  check_error("[1, «nul»]", "unexpected \"nul\": expected a value");
  check_error("[«12abc»]", "unexpected \"12abc\": expected \",\" or \"]\"");
  check_error("[1, «-»]", "unexpected \"-\": expected a value");
  check_error("[1, «-x»]", "unexpected \"-x\": expected a value");
  check_error("[1, «1.»]", "unexpected \"1.\": expected a value");
  check_error("{«'»a': 1}",
              "unexpected \"'\": expected a key in double quotes or \"}\"",
              "JSON quotes with \"");
  check_error("[1, «/»/ x\n2]", "unexpected \"/\": expected a value",
              "JSON has no comments");
  check_error("[1, «é»]", "unexpected \"é\": expected a value");
  check_error("[1, «1e999»]", "the number 1e999 is too large");

  check_error("[\"a«\n»b\"]", "a line break or control character in a string",
              "write it as an escape such as \\n or \\u0009");
  check_error("[\"a«\t»b\"]", "a line break or control character in a string",
              "write it as an escape such as \\n or \\u0009");
  check_error("[\"\\«q»\"]", "an unknown escape in a string",
              "a backslash itself is written \\\\");
  check_error("[\"\\u12«g»4\"]", "\"\\u\" without four hexadecimal digits");
  check_error("[\"\\ud800«\"»]",
              "half of a surrogate pair in a \"\\u\" escape");
}

TEST_CASE("bytes that are no text are explained") {
  const auto error_of = [](std::string_view text) {
    Recorder recorder(text);
    const auto error = read_json(text, {}, recorder);
    return error ? fmt::format("{}+{} {}", error->offset, error->length,
                               error->message)
                 : "none";
  };
  CHECK(error_of("[\"a\xFF\"]"sv) == "3+1 invalid UTF-8 in a string");
  CHECK(error_of("[\"\xC3(\"]"sv) == "3+1 invalid UTF-8 in a string");
  CHECK(error_of("[\"\xED\xA0\x80\"]"sv) == "3+1 invalid UTF-8 in a string");
  CHECK(error_of("[\"a\xC3"sv) == "4+0 the text ends inside a string");
  CHECK(error_of("[1,\xFF]"sv) == "3+1 unexpected \"\\xff\": expected a value");
  CHECK(error_of("[\"a\0b\"]"sv) == "3+1 a NUL byte in a string");
  CHECK(error_of("[1,\0 2]"sv) == "3+1 a NUL byte between two values");
  CHECK(error_of("[1]\0"sv) == "3+1 a NUL byte between two values");
  CHECK(error_of("[1]\0[2]"sv) == "3+1 a NUL byte between two values");
  CHECK(error_of("\0"sv) == "0+1 a NUL byte between two values");
  CHECK(error_of("\xEF\xBB[]"sv) == "2+1 a broken byte order mark");
}

TEST_CASE("the note of a cut off text leads to what is open") {
  const std::string_view text = R"({"a": [1, {"b": 2)";
  Recorder recorder(text);
  const auto error = read_json(text, {}, recorder);
  REQUIRE(error);
  REQUIRE(error->opened_at);
  CHECK(*error->opened_at == 10);
}

TEST_CASE("the depth is limited and never the stack's") {
  for (const auto& [open, close] : {std::pair{"[", "]"}, {"{\"a\":", "}"}}) {
    const auto nested = [&](std::size_t depth) {
      std::string text;
      for (std::size_t i = 0; i < depth; ++i) text += open;
      text += "1";
      for (std::size_t i = 0; i < depth; ++i) text += close;
      return text;
    };
    const std::string deep = nested(10'000);
    Recorder deep_recorder(deep);
    CHECK_FALSE(read_json(deep, {}, deep_recorder));
    const std::string deeper = nested(10'001);
    Recorder deeper_recorder(deeper);
    const auto error = read_json(deeper, {}, deeper_recorder);
    REQUIRE(error);
    CHECK(error->too_deep);
    CHECK(error->message == "nested more than 10000 levels deep");
    CHECK(error->help == "raise the limit with --max-depth");
    CHECK(error->offset == 10'000 * std::string_view(open).size());
    const std::string very_deep = nested(300'000);
    Recorder very_deep_recorder(very_deep);
    CHECK_FALSE(
        read_json(very_deep, {.max_depth = 1'000'000}, very_deep_recorder));
  }
}

TEST_CASE("progress is told every few MiB") {
  std::string text = "[";
  while (text.size() < (std::size_t{9} << 20)) text += "[\"0123456789\"],";
  text += "[]]";
  std::vector<std::size_t> told;
  const std::function<void(std::size_t)> tell = [&](std::size_t read) {
    told.push_back(read >> 20);
  };
  Recorder recorder(text);
  CHECK_FALSE(
      read_json(text, {.max_depth = 2, .on_progress = &tell}, recorder));
  CHECK(told == std::vector<std::size_t>{4, 8});
}

TEST_CASE("an outline shows the first keys") {
  const auto keys = [](std::string_view text) {
    const JsonOutline outline = outline_json(text);
    return fmt::format("{}{}{} {}", "-[{"[static_cast<int>(outline.top)],
                       outline.has_elements ? "+" : "",
                       outline.first_is_object ? "o" : "",
                       fmt::join(outline.keys, ","));
  };
  CHECK(keys("") == "- ");
  CHECK(keys("version: 1") == "- ");
  CHECK(keys("[]") == "[ ");
  CHECK(keys("[1, {\"a\":1}]") == "[+ ");
  CHECK(keys("[{\"a\": {\"x\": 1}, \"b\": [{\"y\": 2}]}, {\"c\": 1}]") ==
        "[+o a,b");
  CHECK(keys("{\"a\": {\"x\": 1}, \"b\": 1, \"c") == "{ a,b");
  CHECK(keys("[[{\"a\":1}]]") == "[+ ");
  CHECK(keys("[{\"a\"") == "[+o a");
}

}  // namespace
}  // namespace lockstep
