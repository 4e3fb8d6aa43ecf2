// The page of an exposure: what it shows and how old that gets, what it
// promises, what is wrong.

#include <fmt/format.h>

#include "base/text.hpp"
#include "lint/edges.hpp"
#include "report/explain_facts.hpp"
#include "report/explain_page.hpp"
#include "report/labels.hpp"

namespace lockstep {
namespace {

PageSection shown_section(const LintContext& ctx, const Exposure& exposure) {
  PageSection section{
      "Reads", {}, {"dataset", "kind", "oldest", "just before"}, {}, {}};
  for (const Located<NodeId>& read : exposure.reads) {
    const Dataset& dataset = ctx.project[read.value];
    const NodeMeasures* measures = ctx.alignment().measures(read.value);
    const bool known = measures && measures->age_max;
    section.rows.push_back(
        {dataset.name, std::string(label(dataset.kind)),
         known ? format_duration(measures->age_max->value) : "-",
         known ? format_instant(measures->age_max->at) : "-"});
  }
  return section;
}

PageSection promise_section(const LintContext& ctx, const Exposure& exposure) {
  PageSection section{"Promises", {}, {}, {}, {}};
  for (const Verdict& verdict : verdicts_on(ctx, exposure)) {
    section.lines.push_back(
        fmt::format("{}: {}", promise_text(ctx, *verdict.promised.promise),
                    verdict_text(ctx, NodeId(), verdict)));
  }
  if (section.lines.empty()) section.lines = {"none"};
  return section;
}

}  // namespace

Page page_of(const ExplainedExposure& explained) {
  const auto& [ctx, exposure, findings] = explained;
  const std::string place = place_text(ctx.sources, exposure.where);
  Page page{
      exposure.name, place.empty() ? "exposure" : "exposure --> " + place, {}};
  if (!exposure.reads.empty()) {
    page.sections.push_back(shown_section(ctx, exposure));
  }
  page.sections.push_back(promise_section(ctx, exposure));
  page.sections.push_back(
      finding_section(ctx.sources, findings_on(exposure.name, findings)));
  return page;
}

}  // namespace lockstep
