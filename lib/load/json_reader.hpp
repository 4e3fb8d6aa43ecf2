#pragma once
// JSON as a stream of events with byte positions. No document is ever built
// and nothing recurses: memory follows the nesting depth and the longest text,
// never the length of the input. nlohmann_json's SAX parser does the lexing; it
// knows no positions, so it reads through an iterator that moves a cursor we
// can see.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"

namespace lockstep {

class Document;
struct LoadContext;

/// A value that is no container. Offsets count bytes of the JSON text; those
/// of strings include the quotes.
struct JsonScalar {
  enum class Kind : std::uint8_t { String, Integer, Float, Boolean, Null };
  Kind kind = Kind::Null;
  std::string_view text = {};  ///< a string decoded, anything else as written
  std::int64_t integer = 0;    ///< for Integer; beyond 64 bits it is a Float
  bool boolean = false;
  std::size_t offset = 0;
  std::size_t length = 0;
};

/// Receives the events in the order of the text. Returning false ends the
/// reading without an error. Views die with the call.
class JsonHandler {
 public:
  virtual ~JsonHandler() = default;
  virtual bool begin_object(std::size_t offset) = 0;
  virtual bool end_object(std::size_t end) = 0;
  virtual bool begin_array(std::size_t offset) = 0;
  virtual bool end_array(std::size_t end) = 0;
  virtual bool key(std::string_view key, std::size_t offset,
                   std::size_t length) = 0;
  virtual bool scalar(const JsonScalar& value) = 0;
};

/// Why the reading stopped early.
struct JsonError {
  std::string message;
  std::string help = {};  ///< may be empty
  std::size_t offset = 0;
  std::uint32_t length = 0;
  /// Where the container begins that the text leaves open.
  std::optional<std::size_t> opened_at = {};
  bool too_deep = false;  ///< over `max_depth`; all else is invalid syntax
};

struct JsonOptions {
  std::size_t max_depth = 10'000;
  /// Called every few MiB with the number of bytes read; may be null.
  const std::function<void(std::size_t)>* on_progress = nullptr;
};

/// Streams `text` into `handler`; the first error ends it. A byte order mark
/// is skipped. O(length).
[[nodiscard]] std::optional<JsonError> read_json(std::string_view text,
                                                 const JsonOptions& options,
                                                 JsonHandler& handler);

/// What the beginning of a text shows, for sniffing.
struct JsonOutline {
  enum class Top : std::uint8_t { None, Array, Object };
  Top top = Top::None;  ///< None: it does not begin like an array or object
  /// Keys of the object, or of the first element of the array.
  std::vector<std::string> keys;
  bool has_elements = false;     ///< the array's first element was seen
  bool first_is_object = false;  ///< and is an object
};

/// Looks at the first 64 KiB of `text`, whole or not.
[[nodiscard]] JsonOutline outline_json(std::string_view text);

/// The tree of a whole source (value.hpp), for small files. Problems are
/// INP001, INP004 and INP006; what was read before an error is kept.
[[nodiscard]] Document read_json_document(SourceId source,
                                          LoadContext& context);

}  // namespace lockstep
