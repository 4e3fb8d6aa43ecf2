#pragma once
// What an engine and lockstep are asked: random texts in UTC and, where the
// engine's way with daylight saving time is a row of ours, crons of the night
// in zones, from instants shortly before their clocks change.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engines.hpp"

namespace oracle {

inline constexpr std::size_t kStarts = 3;  ///< of each text
inline constexpr std::size_t kTicks = 4;   ///< from each start

struct Request {
  std::string text;
  std::string zone;
  std::vector<std::int64_t> starts;
};

/// Seeded by the engine's name: every engine has its own, always the same.
[[nodiscard]] std::vector<Request> requests_for(const Engine& engine);

}  // namespace oracle
