#pragma once
// The compiled-in pages of the rules, made at build time by embed_pages.cmake.

#include <iterator>
#include <span>
#include <string_view>

namespace lockstep {

struct RulePage {
  std::string_view id;
  std::string_view markdown;
};

/// Sorted by id.
[[nodiscard]] std::span<const RulePage> rule_pages();

}  // namespace lockstep
