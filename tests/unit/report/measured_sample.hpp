#pragma once
// A project whose figures were worked out by hand.
//
// mart.hourly starts at hh:15 and takes 5 minutes. raw.daily of midnight has
// ended at 00:30, so the run at 00:15 reads yesterday's: its data is a day and
// 20 minutes old when it ends, and stays until the run of 01:15 ends at 01:20.
// pub.daily reads at 06:00 what started at 05:15: 1 run of 24.

#include <string_view>

#include "analyze.hpp"
#include "lint/rule.hpp"

namespace lockstep::test {

inline constexpr std::string_view kMeasuredText = R"(version: 1
datasets:
  raw.daily: {cron: "0 0 * * *", duration: 30m}
  raw.hourly: {cron: "0 * * * *"}
  mart.hourly:
    cron: "15 * * * *"
    duration: 5m
    inputs: [raw.daily, raw.hourly, raw.rates]
  stage.view: {inputs: [mart.hourly]}
  pub.daily:
    cron: "0 6 * * *"
    inputs: [mart.hourly, raw.hourly]
    freshness: {max_age: 30h}
  raw.rates: {duration: 1m}
exposures:
  board: {reads: [pub.daily], freshness: {max_age: 28h, ready_by: "0 9 * * 1"}}
  early: {reads: [pub.daily], freshness: {ready_by: "0 5 * * *", lower_bound: 1h}}
)";

struct Measured {
  Sources sources;
  Analysis analysis;
  std::vector<Diagnostic> findings;

  explicit Measured(std::string_view text = kMeasuredText) {
    sources.add({"lockstep.yaml", text, "", {}});
    analysis = analyze(sources, {});
    findings = lint(input(), sources, analysis.diagnostics, {}).diagnostics;
  }
  [[nodiscard]] LintInput input() const {
    return {analysis.project, analysis.derivation};
  }
  [[nodiscard]] NodeId node(std::string_view name) const {
    return analysis.project.find(name);
  }
};

}  // namespace lockstep::test
