#pragma once
// The parts that several JSON documents share.

#include <vector>

#include "report/json_writer.hpp"
#include "report/labels.hpp"
#include "report/report.hpp"

namespace lockstep {

/// `{"version":1,"tool":{...}`: the object stays open.
void write_head(JsonWriter& json, const ToolInfo& tool);

/// An array of the names of `nodes`.
void write_names(JsonWriter& json, const Project& project,
                 const std::vector<NodeId>& nodes);

/// A cadence, or null for an invalid id.
void write_cadence(JsonWriter& json, const Derivation& derivation,
                   const std::vector<CronTexts>& texts, CadenceId cadence);

/// The members of a job from `name` to `reason`: what starts it, and why.
void write_job_start(JsonWriter& json, const Project& project,
                     const Derivation& derivation,
                     const std::vector<CronTexts>& texts, NodeId node);

/// The member `cycles`: one closed path for each strong component.
void write_cycles(JsonWriter& json, const Project& project);

}  // namespace lockstep
