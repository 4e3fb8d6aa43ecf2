#pragma once
// JSON values written by hand into one growing text, for the answers of
// `cron eval`.

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "cli/eval_request.hpp"

namespace lockstep::cli {

void append_number(std::string& out, std::int64_t value);
/// What format_instant() gives, in quotes; four-digit years without its cost.
void append_instant(std::string& out, sys_seconds instant);
/// Seconds, or null.
void append_optional(std::string& out, const std::optional<seconds>& value);
/// `{"error":{...}}`
void append_error(std::string& out, const EvalError& error);

}  // namespace lockstep::cli
