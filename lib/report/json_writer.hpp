#pragma once
// Writes JSON front to back into one string: documents with 100,000 nodes are
// written without a tree of them. Keys and values come in the order in which
// they are given; well-formedness of the nesting is the caller's business.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace lockstep {

/// Appends `"text"`: quotes, backslashes and control characters escaped,
/// broken UTF-8 replaced by U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Appends a finite number so that readers with two kinds of numbers see a
/// fraction: `3600.0`. Shortest text that reads back as the same value.
void append_json_number(std::string& out, double value);

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  /// The next value of the array around begins on its own line: long lists
  /// stay readable and give small differences.
  JsonWriter& line();

  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view text);
  JsonWriter& number(double value);  ///< null if it is not finite
  JsonWriter& number(std::integral auto value) {
    return raw(std::to_string(value));
  }
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  JsonWriter& instant(sys_seconds at) { return string(format_instant(at)); }
  JsonWriter& strings(const std::vector<std::string>& texts);
  /// The text, or null if there is none.
  JsonWriter& string_or_null(const std::optional<std::string>& text);

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view text);
  void separate();

  std::string out_;
  bool first_ = true;  ///< nothing stands before the next value
};

}  // namespace lockstep
