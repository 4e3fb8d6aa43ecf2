#include "cli/eval_request.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "load/json_reader.hpp"

namespace lockstep::cli {
namespace {

constexpr std::string_view kKeyNames[] = {
    "op", "cron", "a", "b", "from", "to", "at", "timezone", "dst", "dialect"};
static_assert(std::size(kKeyNames) == kEvalKeys);
constexpr std::size_t kNumberKey = kEvalKeys;       ///< `n`
constexpr std::size_t kFlagKey = kEvalKeys + 1;     ///< `histogram`
constexpr std::size_t kEnginesKey = kEvalKeys + 2;  ///< `as`
constexpr std::size_t kNoKey = kEvalKeys + 3;

/// Takes no notice of what it is told.
class IgnoringHandler final : public JsonHandler {
 public:
  bool begin_object(std::size_t) override { return true; }
  bool end_object(std::size_t) override { return true; }
  bool begin_array(std::size_t) override { return true; }
  bool end_array(std::size_t) override { return true; }
  bool key(std::string_view, std::size_t, std::size_t) override { return true; }
  bool scalar(const JsonScalar&) override { return true; }
};

/// Why `line` is no JSON, in the words used for files. Slower than what reads
/// good lines, and used for bad ones alone.
EvalError syntax_error(std::string_view line) {
  IgnoringHandler handler;
  const auto error = read_json(line, {}, handler);
  EvalError result{"invalid JSON", std::nullopt,
                   "write one JSON object a line"};
  if (error) {
    result.message += ": " + error->message;
    result.offset = error->offset;
  }
  return result;
}

}  // namespace

/// The SAX handler: every callback returns false at the first problem.
struct EvalReader {
  using Json = nlohmann::json;

  EvalRequest& request;
  std::optional<EvalError> error;
  bool is_broken = false;
  std::size_t key_index = kNoKey;
  bool inside = false;
  bool in_array = false;

  bool fail(std::string message, std::string hint) {
    error = EvalError{std::move(message), std::nullopt, std::move(hint)};
    return false;
  }
  bool wrong_type() {
    if (!inside) {
      return fail("a request is a JSON object",
                  "write {\"op\": \"next\", ...}");
    }
    if (key_index == kNumberKey) {
      return fail("\"n\" is not a whole number",
                  fmt::format("write a number from 1 to {}", kMostTicks));
    }
    if (key_index == kFlagKey) {
      return fail("\"histogram\" is neither true nor false",
                  "write true, or leave it out");
    }
    if (key_index == kEnginesKey) return wrong_engines();
    return fail(fmt::format("\"{}\" is not a text", kKeyNames[key_index]),
                "write it in quotes");
  }

  bool wrong_engines() {
    return fail("\"as\" is not a list of two engines",
                "write [\"kestra\", \"airflow\"]");
  }

  bool null() { return wrong_type(); }
  bool boolean(bool value) {
    if (!inside || key_index != kFlagKey) return wrong_type();
    request.histogram_ = value;
    return true;
  }
  bool number_float(double, const std::string&) { return wrong_type(); }
  bool binary(Json::binary_t&) { return wrong_type(); }
  bool start_array(std::size_t) {
    if (!inside || in_array || key_index != kEnginesKey) return wrong_type();
    in_array = true;
    return true;
  }
  bool end_array() {
    in_array = false;
    return request.as_.size() == 2 || wrong_engines();
  }
  bool end_object() { return true; }

  bool start_object(std::size_t) {
    if (inside) return wrong_type();
    inside = true;
    return true;
  }
  bool number_integer(std::int64_t value) {
    if (!inside || key_index != kNumberKey) return wrong_type();
    return fail(fmt::format("\"n\" is {}", value),
                fmt::format("write a number from 1 to {}", kMostTicks));
  }
  bool number_unsigned(std::uint64_t value) {
    if (!inside || key_index != kNumberKey) return wrong_type();
    if (value == 0 || value > kMostTicks) {
      return fail(fmt::format("\"n\" is {}", value),
                  fmt::format("write a number from 1 to {}", kMostTicks));
    }
    request.n_ = value;
    return true;
  }
  bool string(std::string& value) {
    if (in_array) {
      request.as_.push_back(value);
      return true;
    }
    if (!inside || key_index >= kEvalKeys) return wrong_type();
    request.texts_[key_index] = value;
    return true;
  }
  bool key(std::string& name) {
    const auto found =
        std::find(std::begin(kKeyNames), std::end(kKeyNames), name);
    key_index = static_cast<std::size_t>(found - std::begin(kKeyNames));
    if (name == "histogram") key_index = kFlagKey;
    if (name == "as") key_index = kEnginesKey;
    if (key_index == kEvalKeys && name != "n") return unknown_key(name);
    bool& given = given_of(key_index);
    if (given)
      return fail(fmt::format("\"{}\" stands there twice", name),
                  "leave one out");
    given = true;
    return true;
  }
  bool& given_of(std::size_t index) {
    if (index == kNumberKey) return request.n_given_;
    if (index == kFlagKey) return request.histogram_given_;
    if (index == kEnginesKey) return request.as_given_;
    return request.given_[index];
  }
  bool unknown_key(const std::string& name) {
    std::vector<std::string_view> names(std::begin(kKeyNames),
                                        std::end(kKeyNames));
    names.insert(names.end(), {"n", "histogram", "as"});
    return fail("unknown key " + lockstep::quoted(name),
                fmt::format("{}known: {}",
                            suggestion(name, names).empty()
                                ? ""
                                : fmt::format("did you mean \"{}\"? ",
                                              did_you_mean(name, names)),
                            fmt::join(names, ", ")));
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) {
    is_broken = true;
    return false;
  }
};

std::optional<EvalError> EvalRequest::parse(std::string_view line) {
  for (std::string& text : texts_) text.clear();
  std::fill(std::begin(given_), std::end(given_), false);
  n_given_ = histogram_given_ = histogram_ = as_given_ = false;
  as_.clear();
  n_ = 1;
  EvalReader reader{*this, {}};
  static_cast<void>(
      nlohmann::json::sax_parse(line.begin(), line.end(), &reader));
  if (reader.is_broken) return syntax_error(line);
  return std::move(reader.error);
}

std::string_view name_of(EvalKey key) {
  return kKeyNames[static_cast<std::size_t>(key)];
}

}  // namespace lockstep::cli
