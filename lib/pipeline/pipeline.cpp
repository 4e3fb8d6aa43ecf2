// Names of the parts of a pipeline.
#include "pipeline/pipeline.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lockstep {
namespace {

constexpr std::size_t kLongestId = 200;

/// FNV-1a: the same on every machine; tells long names apart, no more.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1'099'511'628'211U;
  }
  return hash;
}

bool stays(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

const Task* Pipeline::gate() const {
  const auto found = std::ranges::find(tasks, TaskKind::Gate, &Task::kind);
  return found == tasks.end() ? nullptr : &*found;
}

std::string sanitized(std::string_view name) {
  std::string id;
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t length = std::max<std::size_t>(decode(rest).length, 1);
    if (length == 1 && (stays(rest[0]) || rest[0] == '$')) {
      id += rest[0] == '$' ? 'S' : rest[0];
    } else {
      id += '_';
    }
    rest.remove_prefix(length);
  }
  if (id.size() > kLongestId) {
    id.resize(kLongestId - 9);
    id += fmt::format("_{:08x}", hash_of(name) & 0xffff'ffffU);
  }
  return id;
}

std::string_view label(TaskKind kind) {
  static constexpr std::array<std::string_view, 14> kLabels = {
      "start",         "gate",   "wait",           "preload",
      "skip_or_start", "import", "load",           "transform",
      "pre",           "post",   "create_cluster", "delete_cluster",
      "end",           "custom"};
  return kLabels[static_cast<std::size_t>(kind)];
}

std::string_view label(SensorMode mode) {
  static constexpr std::array<std::string_view, 4> kLabels = {
      "aligned", "any", "all", "expression"};
  return kLabels[static_cast<std::size_t>(mode)];
}

std::string_view label(Demand demand) {
  static constexpr std::array<std::string_view, 3> kLabels = {"due", "same",
                                                              "window"};
  return kLabels[static_cast<std::size_t>(demand)];
}

std::string_view label(EnvironmentKind kind) {
  static constexpr std::array<std::string_view, 4> kLabels = {
      "shell", "cloud_run", "dataproc", "fargate"};
  return kLabels[static_cast<std::size_t>(kind)];
}

std::string_view label(Placeholder placeholder) {
  static constexpr std::array<std::string_view, 4> kLabels = {
      "window_start", "window_end", "tick", "tick_date"};
  return kLabels[static_cast<std::size_t>(placeholder)];
}

}  // namespace lockstep
