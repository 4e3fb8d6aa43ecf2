#pragma once
// A lint rule in JSON documents.

#include "lint/rule.hpp"
#include "report/json_parts.hpp"

namespace lockstep::cli {

/// The members from `rule` to `since`.
void write_rule(JsonWriter& json, const Rule& rule);

}  // namespace lockstep::cli
