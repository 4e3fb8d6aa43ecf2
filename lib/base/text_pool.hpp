#pragma once
// Interning of texts: a number for each distinct one.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

/// Texts by number: each distinct one is kept once, as first written. A hash
/// table with linear probing; its slots know hashes, so that hardly a text is
/// looked at for nothing.
template <class Hash, class Equal>
class TextPool {
 public:
  std::uint32_t intern(std::string_view text) {
    if (texts_.size() * 2 >= slots_.size()) grow();
    const std::uint32_t hash = hash_of(text);
    Slot& slot = slots_[find(text, hash)];
    if (slot.number == kFree) {
      slot = {hash, static_cast<std::uint32_t>(texts_.size())};
      texts_.emplace_back(text);
    }
    return slot.number;
  }
  /// The number of `text`, if it is there.
  [[nodiscard]] std::optional<std::uint32_t> number_of(
      std::string_view text) const {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t number = slots_[find(text, hash_of(text))].number;
    return number == kFree ? std::nullopt : std::optional(number);
  }
  const std::string& operator[](std::uint32_t id) const { return texts_[id]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  static constexpr std::uint32_t kFree = 0xFFFF'FFFF;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kFree;
  };

  [[nodiscard]] static std::uint32_t hash_of(std::string_view text) {
    return static_cast<std::uint32_t>(Hash{}(text));
  }
  /// The slot of `text`, or the free one where it would stand.
  [[nodiscard]] std::size_t find(std::string_view text,
                                 std::uint32_t hash) const {
    std::size_t at = hash & (slots_.size() - 1);
    while (slots_[at].number != kFree &&
           !(slots_[at].hash == hash &&
             Equal{}(texts_[slots_[at].number], text))) {
      at = (at + 1) & (slots_.size() - 1);
    }
    return at;
  }
  void grow() {
    std::vector<Slot> larger(std::max(std::size_t{64}, slots_.size() * 2));
    for (const Slot& slot : slots_) {
      if (slot.number == kFree) continue;
      std::size_t at = slot.hash & (larger.size() - 1);
      while (larger[at].number != kFree) at = (at + 1) & (larger.size() - 1);
      larger[at] = slot;
    }
    slots_.swap(larger);
  }

  std::deque<std::string> texts_;
  std::vector<Slot> slots_;  ///< a power of two, half of them free
};

/// Hash and equality with ASCII case folded: the key of a dataset.
struct FoldedHash {
  std::size_t operator()(std::string_view text) const noexcept;
};
struct FoldedEqual {
  bool operator()(std::string_view a, std::string_view b) const noexcept;
};

/// Texts that are equal in any case.
using FoldedTextPool = TextPool<FoldedHash, FoldedEqual>;

}  // namespace lockstep
