#pragma once
// Counting and finding bits, faster than <bit>: std::popcount calls a function
// unless the program is for processors that have an instruction for it, and
// std::countr_zero looks for zero first. Internal to cron/.

#include <cstdint>

namespace lockstep {

/// Index of the lowest and of the highest set bit; there must be one.
constexpr int lowest_bit(std::uint64_t bits) { return __builtin_ctzll(bits); }
constexpr int highest_bit(std::uint64_t bits) {
  return 63 ^ __builtin_clzll(bits);
}

/// In each byte the number of its bits that are set: added in pairs, fours,
/// eights.
constexpr std::uint64_t byte_counts(std::uint64_t bits) {
  bits -= bits >> 1U & 0x5555'5555'5555'5555U;
  bits =
      (bits & 0x3333'3333'3333'3333U) + (bits >> 2U & 0x3333'3333'3333'3333U);
  return (bits + (bits >> 4U)) & 0x0F0F'0F0F'0F0F'0F0FU;
}

/// The number of bits that are set.
constexpr int bit_count(std::uint64_t bits) {
  return static_cast<int>(byte_counts(bits) * 0x0101'0101'0101'0101U >> 56U);
}

}  // namespace lockstep
