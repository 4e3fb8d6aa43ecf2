#include "cron/divergence.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"

namespace lockstep {
namespace {

struct EngineRow {
  std::string_view name, dialect, policy;
};

// Snowflake documents the wall clock for fixed times; Cloud Scheduler and
// robfig/cron say no more than that. GitHub documents "advance to the next
// valid time" for a gap and nothing for a fold, which is croniter's rule.
constexpr std::array kEngines{
    EngineRow{"airflow", "croniter", "airflow"},
    EngineRow{"dagster", "croniter", "dagster"},
    EngineRow{"croniter", "croniter", "croniter"},
    EngineRow{"kestra", "kestra", "kestra"},
    EngineRow{"kubernetes", "kubernetes", "kubernetes"},
    EngineRow{"quartz", "quartz", "quartz"},
    EngineRow{"vixie", "vixie", "vixie"},
    EngineRow{"eventbridge", "eventbridge", "eventbridge"},
    EngineRow{"github", "github", "croniter"},
    EngineRow{"snowflake", "snowflake", "wall"},
    EngineRow{"cloud-scheduler", "cloud-scheduler", "wall"}};

constexpr auto kNames = [] {
  std::array<std::string_view, kEngines.size()> names;
  std::ranges::transform(kEngines, names.begin(), &EngineRow::name);
  return names;
}();

}  // namespace

Divergence diverge(const Schedule& a, const Schedule& b, sys_seconds from,
                   seconds horizon, std::size_t most) {
  Divergence result{
      compare(a, b, from, horizon), is_decided_for_ever(a, b), {}};
  const sys_seconds end = from + horizon;
  auto at = first_difference(a, b, from, horizon);
  while (at && result.first.size() < most) {
    const bool of_first = prev_or_equal(a, *at) == at;
    result.first.push_back({*at, of_first});
    const sys_seconds next = *at + seconds{1};
    at = first_difference(a, b, next, std::max(end - next, seconds{0}));
  }
  return result;
}

std::span<const std::string_view> engine_names() { return kNames; }

std::optional<Engine> find_engine(std::string_view name) {
  const std::string key = to_lower(trim(name));
  for (const EngineRow& row : kEngines) {
    if (row.name != key) continue;
    return Engine{row.name, find_dialect(row.dialect), find_policy(row.policy)};
  }
  const Dialect* const dialect = find_dialect(key);
  if (dialect == nullptr) return std::nullopt;
  return Engine{dialect->name, dialect, find_policy("wall")};
}

}  // namespace lockstep
