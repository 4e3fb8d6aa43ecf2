#include "base/text_pool.hpp"

#include <cstdint>
#include <cstring>

namespace lockstep {
namespace {

unsigned char folded(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
}

}  // namespace

std::size_t FoldedHash::operator()(std::string_view text) const noexcept {
  // Of letters this bit is the case; what else falls together does no harm.
  constexpr std::uint64_t kCase = 0x2020'2020'2020'2020;
  std::uint64_t hash = text.size();
  while (!text.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(text.size(), sizeof word);
    std::memcpy(&word, text.data(), size);
    hash = (hash ^ (word | kCase)) * 0x9E37'79B9'7F4A'7C15;
    hash ^= hash >> 32;
    text.remove_prefix(size);
  }
  return hash;
}

bool FoldedEqual::operator()(std::string_view a,
                             std::string_view b) const noexcept {
  if (a.size() != b.size()) return false;
  if (a == b) return true;
  return std::equal(a.begin(), a.end(), b.begin(),
                    [](char x, char y) { return folded(x) == folded(y); });
}

}  // namespace lockstep
