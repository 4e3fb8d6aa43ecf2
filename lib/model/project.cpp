#include "model/project.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "model/draft.hpp"

namespace lockstep {

NodeId Project::find(std::string_view name) const {
  const std::string key = to_lower(name);
  const auto place = std::ranges::lower_bound(datasets, key, {}, &Dataset::key);
  if (place == datasets.end() || place->key != key) return {};
  return NodeId(static_cast<std::size_t>(place - datasets.begin()));
}

std::span<const Preset> default_presets() {
  // Starlake's (config/Settings.scala, defaultCronPresets): its weeks begin on
  // Monday, unlike those of cron's @weekly.
  static constexpr Preset kPresets[] = {{"hourly", "0 * * * *"},
                                        {"daily", "0 0 * * *"},
                                        {"weekly", "0 0 * * 1"},
                                        {"monthly", "0 0 1 * *"},
                                        {"yearly", "0 0 1 1 *"}};
  return kPresets;
}

}  // namespace lockstep
