// The JSON writer against nlohmann's parser: what is written reads back.

#include "report/json_writer.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace lockstep {
namespace {

std::string string_json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST_CASE("strings read back as they were") {
  for (unsigned c = 0; c < 0x80; ++c) {
    const std::string text = std::string("a") + static_cast<char>(c) + "b";
    CHECK(nlohmann::json::parse(string_json(text)).get<std::string>() == text);
  }
  const std::string text = "caf\xC3\xA9 \xE6\xB3\xA8 \xF0\x9F\x8D\x9E";
  CHECK(string_json(text) == '"' + text + '"');
}

TEST_CASE("broken UTF-8 becomes the replacement character") {
  CHECK(string_json("a\xFFz\xC3") == "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\"");
  CHECK(string_json("\xED\xA0\x80") ==
        "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("separators follow the nesting") {
  JsonWriter json;
  json.begin_object().key("a").begin_array();
  json.line().number(1).line().begin_object().end_object();
  json.end_array().key("b").begin_array().end_array();
  json.key("c").strings({"x", "y"}).key("d").boolean(true).key("e").null();
  json.key("f").number(0.5).key("g").number(1.0 / 0.0);
  json.key("h").string_or_null("t").key("i").string_or_null({});
  json.key("j").instant(sys_seconds{}).end_object();
  CHECK(json.take() ==
        "{\"a\":[\n1,\n{}],\"b\":[],\"c\":[\"x\",\"y\"],\"d\":true,\"e\":null,"
        "\"f\":0.5,\"g\":null,\"h\":\"t\",\"i\":null,"
        "\"j\":\"1970-01-01T00:00:00Z\"}");
}

}  // namespace
}  // namespace lockstep
