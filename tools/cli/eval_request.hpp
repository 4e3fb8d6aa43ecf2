#pragma once
// One request line of `lockstep cron eval`, read by nlohmann's SAX parser
// straight into a struct that is used again for every line.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"

namespace lockstep::cli {

/// `{"error": {"message", "offset", "hint"}}` of an answer.
struct EvalError {
  std::string message;
  /// Bytes into the line for broken JSON, into the expression for a broken
  /// cron, into the value for an instant; absent otherwise.
  std::optional<std::size_t> offset;
  std::string hint;
};

/// The text members of a request.
enum class EvalKey : std::size_t {
  Op,
  Cron,
  A,
  B,
  From,
  To,
  At,
  Timezone,
  Dst,
  Dialect
};
inline constexpr std::size_t kEvalKeys = 10;

class EvalRequest {
 public:
  /// Replaces everything by what `line` says.
  [[nodiscard]] std::optional<EvalError> parse(std::string_view line);

  [[nodiscard]] bool has(EvalKey key) const {
    return given_[static_cast<std::size_t>(key)];
  }
  /// Empty if the request does not have it.
  [[nodiscard]] const std::string& text(EvalKey key) const {
    return texts_[static_cast<std::size_t>(key)];
  }
  /// The two engines of "as", or none.
  [[nodiscard]] std::span<const std::string> as() const { return as_; }
  /// Number of ticks: 1 to kMostTicks.
  [[nodiscard]] std::uint64_t n() const { return n_; }
  /// `"histogram": true`
  [[nodiscard]] bool histogram() const { return histogram_; }

 private:
  friend struct EvalReader;

  std::string texts_[kEvalKeys];
  bool given_[kEvalKeys] = {};
  bool n_given_ = false;
  bool as_given_ = false;
  std::vector<std::string> as_;
  bool histogram_given_ = false;
  bool histogram_ = false;
  std::uint64_t n_ = 1;
};

/// Most ticks that one request may ask for.
inline constexpr std::uint64_t kMostTicks = 10'000;

/// The member's name: `op`, `cron`...
[[nodiscard]] std::string_view name_of(EvalKey key);

}  // namespace lockstep::cli
