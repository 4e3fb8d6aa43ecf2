#pragma once
// Says in plain words why a JSON text cannot be read on: what stands there and
// what would be right, without the parser's internal names.

#include <cstddef>
#include <optional>
#include <string_view>

#include "load/json_reader.hpp"

namespace lockstep {

/// What the parser knew when it gave up.
struct JsonFailure {
  std::string_view text;          ///< the whole JSON text
  std::size_t read = 0;           ///< bytes consumed
  bool at_end = false;            ///< it wanted to read beyond the last byte
  std::string_view parser;        ///< nlohmann's own message
  bool after_opening = false;     ///< directly after `{` or `[`
  bool whole_value_read = false;  ///< the document was complete already
  std::optional<std::size_t> opened_at = {};  ///< innermost open container
};

[[nodiscard]] JsonError explain(const JsonFailure& failure);

}  // namespace lockstep
