// The page of a job for programs: the entry of `derive`, that of `report`, what
// it reads, promises and findings in one object.

#include "lint/edges.hpp"
#include "lint/run_days.hpp"
#include "report/explain_facts.hpp"
#include "report/json_parts.hpp"
#include "report/measured.hpp"

namespace lockstep {
namespace {

void write_text_or_null(JsonWriter& json, std::string_view key,
                        const std::string& text) {
  json.key(key);
  text.empty() ? json.null() : json.string(text);
}

void write_place(JsonWriter& json, const Sources& sources,
                 const Location& where) {
  if (!where.valid()) {
    json.key("file").null().key("line").null().key("column").null();
    return;
  }
  const LineColumn place = sources.line_column(where);
  json.key("file").string(sources[where.source].path);
  json.key("line").number(place.line).key("column").number(place.column);
}

void write_reads(JsonWriter& json, const LintContext& ctx, NodeId node) {
  json.key("reads").begin_array();
  for (const AlignedEdge& edge : ctx.alignment().inputs(node)) {
    const Binding& binding = ctx.alignment().binding(edge);
    json.line().begin_object();
    json.key("dataset").string(ctx.project[edge.read.from].name);
    write_names(json.key("views"), ctx.project, edge.read.views);
    json.key("binding").string(label(binding.read));
    json.key("offset_seconds").number(binding.offset.count());
    json.key("waits").boolean(binding.waits || binding.pipeline);
    json.key("in_one_pipeline").boolean(binding.pipeline);
    write_edge_measures(json, ctx.alignment().measures(edge));
    json.end_object();
  }
  json.end_array();
  write_names(json.key("reads_without_cadence"), ctx.project,
              ctx.alignment().unknown_inputs[node.index()]);
}

void write_verdict(JsonWriter& json, const LintContext& ctx,
                   const Verdict& verdict) {
  const Promised& promised = verdict.promised;
  json.line().begin_object().key("by").string(promised.name);
  json.key("exposure").boolean(promised.is_exposure);
  json.key("promise").string(promise_text(ctx, *promised.promise));
  json.key("kept");
  verdict.kept ? json.boolean(*verdict.kept) : json.null();
  json.key("age_max_seconds");
  verdict.worst ? json.number(verdict.worst->age.count()) : json.null();
  json.key("failed_deadlines");
  if (verdict.missed) {
    json.number(verdict.missed->missed.size());
  } else if (verdict.worst && verdict.worst->deadlines > 0) {
    json.number(verdict.worst->broken.size());
  } else {
    json.null();
  }
  json.end_object();
}

void write_promises(JsonWriter& json, const LintContext& ctx,
                    const std::vector<Verdict>& verdicts) {
  json.key("promises").begin_array();
  for (const Verdict& verdict : verdicts) write_verdict(json, ctx, verdict);
  json.end_array();
}

void write_findings(JsonWriter& json, const Sources& sources,
                    const std::vector<const Diagnostic*>& findings) {
  json.key("findings").begin_array();
  for (const Diagnostic* finding : findings) {
    json.line().begin_object().key("rule").string(finding->rule);
    json.key("severity").string(label(finding->severity));
    json.key("message").string(finding->message);
    write_place(json, sources, finding->where);
    json.end_object();
  }
  json.end_array();
}

void write_waits(JsonWriter& json, const NodeMeasures* measures) {
  json.key("wait_max_seconds");
  measures && measures->wait_max
      ? json.number(measures->wait_max->value.count())
      : json.null();
  json.key("utilisation");
  measures ? json.number(measures->utilisation) : json.null();
}

}  // namespace

std::string explain_job_json(const ExplainedJob& job, const ToolInfo& tool) {
  const LintContext& ctx = job.ctx;
  JsonWriter json;
  write_head(json, tool);
  json.key("as_of").instant(ctx.derivation.as_of).key("job").begin_object();
  write_job_start(json, ctx.project, ctx.derivation,
                  cron_texts(ctx.project, ctx.derivation), job.node);
  write_place(json, ctx.sources, ctx.project[job.node].where);
  write_node_measures(json, ctx.project, ctx.derivation, ctx.alignment(),
                      UnknownRootTable(ctx.project, ctx.alignment()), job.node);
  write_text_or_null(json, "age_max_days", days_of_worst_age(ctx, job.node));
  write_waits(json, ctx.alignment().measures(job.node));
  write_reads(json, ctx, job.node);
  const Readers readers = readers_of(ctx.project, job.node);
  json.key("read_by").strings(readers.datasets);
  json.key("exposures").strings(readers.exposures);
  write_promises(json, ctx, verdicts_on(ctx, job.node));
  write_findings(json, ctx.sources,
                 findings_on(ctx.project[job.node].name, job.findings));
  json.end_object().end_object();
  return json.take() + "\n";
}

std::string explain_job_json(const ExplainedExposure& explained,
                             const ToolInfo& tool) {
  const auto& [ctx, exposure, findings] = explained;
  JsonWriter json;
  write_head(json, tool);
  json.key("as_of").instant(ctx.derivation.as_of);
  json.key("exposure").begin_object().key("name").string(exposure.name);
  write_place(json, ctx.sources, exposure.where);
  const UnknownRootTable unknown(ctx.project, ctx.alignment());
  json.key("reads").begin_array();
  for (const Located<NodeId>& read : exposure.reads) {
    json.line().begin_object();
    json.key("dataset").string(ctx.project[read.value].name);
    json.key("kind").string(label(ctx.project[read.value].kind));
    write_node_measures(json, ctx.project, ctx.derivation, ctx.alignment(),
                        unknown, read.value);
    json.end_object();
  }
  json.end_array();
  write_promises(json, ctx, verdicts_on(ctx, exposure));
  write_findings(json, ctx.sources, findings_on(exposure.name, findings));
  json.end_object().end_object();
  return json.take() + "\n";
}

}  // namespace lockstep
