// `lockstep gate JOB`: may the job start, and for which anchor, given what has
// happened so far?

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "align/gate.hpp"
#include "base/text.hpp"
#include "cli/analysis.hpp"
#include "cli/failure.hpp"
#include "cli/gate_events.hpp"
#include "cli/subcommands.hpp"
#include "report/json_parts.hpp"
#include "report/report.hpp"

namespace lockstep::cli {
namespace {

/// The dataset of that name, or the one that a task of that name writes.
NodeId find_job(const Project& project, const std::string& name) {
  const NodeId found = project.find(name);
  if (found.valid()) return found;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    names.push_back(project.datasets[i].name);
    for (const Job& job : project.datasets[i].jobs) {
      if (to_lower(job.name) == to_lower(name)) return NodeId(i);
      names.push_back(job.name);
    }
  }
  throw UsageError(
      fmt::format("unknown job {}{}", quoted(name), suggestion(name, names)));
}

GateRule rule_of(const Session& session, const Analysis& analysis, NodeId job) {
  auto rule = gate_rule(analysis.project, analysis.derivation,
                        read_edges(analysis.project, analysis.derivation), job);
  if (!rule) {
    throw UsageError(fmt::format("nothing starts {} by itself: {}",
                                 quoted(analysis.project[job].name),
                                 analysis.derivation[job].reason));
  }
  return under(std::move(*rule),
               *find_policy(session.arguments().choice("dst", "wall")));
}

std::vector<GateEvent> read_events(const Session& session,
                                   const Analysis& analysis) {
  const Limits limits = limits_of(session.arguments());
  const Text text = read_stream(session.streams().in, "-", limits.file_bytes);
  Sources sources;
  const SourceId source = sources.add({.path = "-", .text = text.view()});
  GateEvents read =
      read_gate_events(sources, source, analysis.project, analysis.derivation);
  if (read.problems.empty()) return std::move(read.events);
  session.message(
      diagnostics_text(read.problems, sources, session.message_style()));
  throw Stop{kCouldNotRun};
}

// ---- Text ----

/// When a missing tick can come.
std::string outlook(const Missing& missing, bool slots, sys_seconds now) {
  if (!missing.due) {
    return slots ? "it comes when it comes" : "its run does not exist";
  }
  if (*missing.due > now) {
    return "it comes at " + format_instant(*missing.due) + " at the earliest";
  }
  return "it can come at any time";
}

std::string line_of(const Missing& missing, bool slots, sys_seconds now) {
  std::string text = "  " + missing.dataset;
  if (missing.due && !slots) text += " of " + format_instant(*missing.due);
  text += missing.newest ? ": newest " + format_instant(*missing.newest)
                         : ": none has come";
  if (slots && missing.since) {
    text += ", none since the start at " + format_instant(*missing.since);
  } else if (missing.since && *missing.since <= now) {
    text +=
        fmt::format(", missing since {} ({})", format_instant(*missing.since),
                    format_duration(now - *missing.since));
  }
  return text + "; " + outlook(missing, slots, now) + "\n";
}

std::string gate_text(const GateRule& rule, const GateAnswer& answer,
                      sys_seconds now) {
  const std::string anchor =
      answer.anchor ? format_instant(*answer.anchor) : std::string();
  if (answer.start) {
    std::string text = rule.job + ": start for " + anchor;
    if (answer.window) {
      text +=
          fmt::format(", window [{}, {})", format_instant(answer.window->start),
                      format_instant(answer.window->end));
    }
    return text + "\n";
  }
  const bool slots = !rule.condition.empty();
  if (!answer.anchor && !slots) {
    return rule.job + (answer.next_anchor
                           ? ": wait, nothing is due before " +
                                 format_instant(*answer.next_anchor) + "\n"
                           : ": wait, nothing is ever due again\n");
  }
  std::string text = rule.job + (slots ? ": wait, not updated yet:\n"
                                       : ": wait, " + anchor + " needs\n");
  for (const Missing& missing : answer.missing) {
    text += line_of(missing, slots, now);
  }
  return text;
}

// ---- JSON ----

void write_instant(JsonWriter& json, std::string_view key,
                   std::optional<sys_seconds> instant) {
  json.key(key);
  instant ? json.instant(*instant) : json.null();
}

/// The due tick, or now if it is overdue.
std::optional<sys_seconds> earliest(const Missing& missing, sys_seconds now) {
  if (!missing.due) return std::nullopt;
  return std::max(*missing.due, now);
}

std::string gate_json(const GateRule& rule, const GateAnswer& answer,
                      sys_seconds now) {
  JsonWriter json;
  write_head(json, tool_info());
  json.key("job").string(rule.job).key("at").instant(now);
  json.key("start").boolean(answer.start);
  write_instant(json, "anchor", answer.start ? answer.anchor : std::nullopt);
  json.key("window");
  if (answer.start && answer.window) {
    json.begin_object().key("start").instant(answer.window->start);
    json.key("end").instant(answer.window->end).end_object();
  } else {
    json.null();
  }
  write_instant(json, "held", answer.start ? std::nullopt : answer.anchor);
  json.key("missing").begin_array();
  for (const Missing& missing : answer.missing) {
    json.line().begin_object().key("dataset").string(missing.dataset);
    write_instant(json, "due", missing.due);
    write_instant(json, "newest", missing.newest);
    write_instant(json, "since", missing.since);
    write_instant(json, "earliest", earliest(missing, now));
    json.end_object();
  }
  json.end_array();
  write_instant(json, "next_anchor", answer.next_anchor);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace

int gate_command(Session& session) {
  const Arguments& given = session.arguments();
  const std::vector<std::string>& operands = given.operands();
  const std::vector<std::string> inputs(operands.begin() + 1, operands.end());
  if (std::ranges::find(inputs, "-") != inputs.end()) {
    throw UsageError(
        "standard input brings the events: give a file, not \"-\"");
  }
  const Arguments arguments = given.with_operands(inputs);
  Session reading(arguments, session.streams());
  const AnalyzedInputs& analyzed = analyze_inputs(reading);
  const Analysis& analysis = analyzed.analysis;
  const NodeId job = find_job(analysis.project, operands.front());
  const GateRule rule = rule_of(session, analysis, job);
  const sys_seconds now =
      given.instant("at").value_or(analysis.project.settings.as_of);
  const GateAnswer answer = ask(rule, read_events(session, analysis), now);
  session.output().write(given.format() == "json"
                             ? gate_json(rule, answer, now)
                             : gate_text(rule, answer, now));
  const int code = report_input_problems(session, analyzed);
  return answer.start ? code : kFindings;
}

}  // namespace lockstep::cli
