// JSON is YAML: over random JSON texts, the YAML reader and the JSON reader,
// which share no code but the tree, give the same values at the same bytes.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "load/json_reader.hpp"
#include "load/load.hpp"
#include "load/value.hpp"
#include "load/yaml_reader.hpp"

namespace lockstep {
namespace {

/// Writes random JSON by a linear congruential generator.
class RandomJson {
 public:
  explicit RandomJson(std::uint32_t seed) : state_(seed) {}

  void value(std::string& text, int depth) {
    switch (next(depth > 0 ? 7 : 5)) {
      case 0:
        text += "null";
        break;
      case 1:
        text += next(2) == 0 ? "true" : "false";
        break;
      case 2:
        text += next(2) == 0 ? "-12" : "0.5e3";
        break;
      case 3:
      case 4:
        quoted(text);
        break;
      case 5:
        list(text, depth - 1);
        break;
      default:
        map(text, depth - 1);
    }
  }

 private:
  std::uint32_t next(std::uint32_t below) {
    state_ = state_ * 1'664'525 + 1'013'904'223;
    return (state_ >> 16) % below;
  }
  void blank(std::string& text) {
    constexpr std::string_view kBlanks[] = {"", "", " ", "\n", "\r\n  "};
    text += kBlanks[next(5)];
  }
  void quoted(std::string& text) {
    constexpr std::string_view kPieces[] = {"a",   "0 * *", "\\\"",    "\\\\",
                                            "\\n", "é",     "\\u00e9", "😀",
                                            " ",   "#",     ": ",      "\\t"};
    text += '"';
    for (std::uint32_t i = next(5); i > 0; --i) text += kPieces[next(12)];
    text += '"';
  }
  void list(std::string& text, int depth) {
    text += '[';
    for (std::uint32_t i = next(4); i > 0; --i) {
      blank(text);
      value(text, depth);
      blank(text);
      if (i > 1) text += ',';
    }
    text += ']';
  }
  void map(std::string& text, int depth) {
    text += '{';
    for (std::uint32_t i = next(4); i > 0; --i) {
      blank(text);
      text += fmt::format("\"k{}é\"", i);
      text += ": ";
      value(text, depth);
      blank(text);
      if (i > 1) text += ',';
    }
    text += '}';
  }

  std::uint32_t state_;
};

std::string show(const Value& value) {
  const Location where = value.where();
  std::string text = fmt::format("{}+{}", where.offset, where.length);
  switch (value.kind()) {
    case ValueKind::Null:
      return text + "null";
    case ValueKind::Scalar:
      return fmt::format("{}{}{}", text, value.quoted() ? "'" : "=",
                         value.text());
    case ValueKind::List:
      for (std::size_t i = 0; i < value.size(); ++i) {
        text += (i == 0 ? "[" : ",") + show(value.item(i));
      }
      return text + "]";
    case ValueKind::Map:
      for (std::size_t i = 0; i < value.size(); ++i) {
        text += (i == 0 ? "{" : ",") + show(value.key(i)) + ":" +
                show(value.value(i));
      }
      return text + "}";
  }
  return text;
}

TEST_CASE("the two readers agree on 3,000 random JSON texts") {
  const Limits limits;
  RandomJson random(7);
  for (int i = 0; i < 3'000; ++i) {
    std::string text = "{\"top\": ";
    random.value(text, 4);
    text += "}\n";
    Sources sources;
    const SourceId source = sources.add({"a", text, "", {}});
    std::vector<Diagnostic> diagnostics;
    LoadContext context{sources, limits, diagnostics};
    const Document from_yaml = read_yaml(source, context);
    const Document from_json = read_json_document(source, context);
    CAPTURE(text);
    REQUIRE(diagnostics.empty());
    REQUIRE(show(from_yaml.root()) == show(from_json.root()));
  }
}

}  // namespace
}  // namespace lockstep
