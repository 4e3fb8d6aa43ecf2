#pragma once
// One expression as two engines run it: `cron compare --as kestra --as
// airflow`, and requests with "as".

#include <span>
#include <string>
#include <vector>

#include "cli/cron_options.hpp"
#include "cron/divergence.hpp"

namespace lockstep::cli {

/// How many differences are shown.
inline constexpr std::size_t kShownDifferences = 5;

/// `unknown engine "airfow" (did you mean "airflow"?)`
[[nodiscard]] std::string unknown_engine(std::string_view name);
/// `airflow, dagster, ... or a dialect`
[[nodiscard]] std::string known_engines();

/// `lockstep cron compare` with --as.
[[nodiscard]] int cron_divergence_command(Session& session);

}  // namespace lockstep::cli
