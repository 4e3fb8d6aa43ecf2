#pragma once
// Tables of what was computed before, by the numbers that it depends on.

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/id.hpp"

namespace lockstep {

using MemoKey = std::vector<std::int64_t>;

struct MemoHash {
  std::size_t operator()(const MemoKey& key) const {
    // The 64-bit step of FNV-1a on words instead of bytes.
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const std::int64_t word : key) {
      hash = (hash ^ static_cast<std::uint64_t>(word)) * 0x100000001b3ULL;
      hash ^= hash >> 32;
    }
    return static_cast<std::size_t>(hash);
  }
};
template <class Value>
using Memo = std::unordered_map<MemoKey, Value, MemoHash>;

template <class Tag>
[[nodiscard]] std::int64_t word(Id<Tag> id) {
  return id.value;
}

}  // namespace lockstep
