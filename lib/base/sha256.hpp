#pragma once
// SHA-256 (FIPS 180-4): names the content of files that were written.

#include <string>
#include <string_view>

namespace lockstep {

/// 64 hexadecimal digits, lower case. O(length).
[[nodiscard]] std::string sha256(std::string_view text);

}  // namespace lockstep
