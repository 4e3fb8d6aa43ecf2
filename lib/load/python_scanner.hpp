#pragma once
// A lexical scan of Python source: names, string literals and operators, with
// comments and line ends dropped. Nothing is executed and no grammar is known;
// that is enough to find `name = "literal"` and never to be fooled by a
// comment or by text inside a string.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "load/text_map.hpp"

namespace lockstep {

struct PythonToken {
  enum class Kind : std::uint8_t { Name, String, Other, NewLine, End };
  Kind kind = Kind::End;
  std::string_view text;   ///< as written; of a string with prefix and quotes
  std::size_t offset = 0;  ///< of `text` in the source
  std::size_t depth = 0;   ///< brackets open before it
  std::size_t column = 0;  ///< bytes before it on its line
};

/// Hands out tokens with lookahead. A NewLine ends a statement: those inside
/// brackets are dropped. After the last token every peek() is an End.
class PythonScanner {
 public:
  explicit PythonScanner(std::string_view text);

  [[nodiscard]] const PythonToken& peek(std::size_t ahead = 0);
  PythonToken next();

 private:
  PythonToken scan();
  PythonToken token(PythonToken::Kind kind, std::size_t length);
  bool skip_blank();
  [[nodiscard]] std::size_t string_length() const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::size_t depth_ = 0;
  std::deque<PythonToken> ahead_;
};

/// True if the token is a string literal whose value stands in the text: not
/// an f-string.
[[nodiscard]] bool is_plain_string(const PythonToken& token);

/// The value of a plain string literal if it stands in the source as it is,
/// nullopt if it has escapes.
[[nodiscard]] std::optional<std::string_view> value_in_place(
    const PythonToken& token);

/// Appends the value of a plain string literal to `value` and tells `map`
/// where it came from. `\N{...}` stays as it is written.
void decode_python_string(const PythonToken& token, std::string& value,
                          TextMap& map);

}  // namespace lockstep
