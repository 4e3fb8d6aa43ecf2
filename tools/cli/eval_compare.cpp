// Requests of `cron eval` that compare: two crons, or one as two engines run
// it.

#include "cli/cron_divergence.hpp"
#include "cli/cron_relation.hpp"
#include "cli/eval_answer.hpp"
#include "cli/eval_text.hpp"
#include "cli/histogram_text.hpp"
#include "report/json_writer.hpp"

namespace lockstep::cli {
namespace {

/// An answer without its end: others add to it.
void append_comparison(std::string& out, Relation relation,
                       const std::optional<sys_seconds>& first_difference,
                       const std::optional<Age>& age) {
  out += "{\"relation\":\"";
  out += relation_name(relation);
  out += "\",\"first_difference\":";
  if (first_difference) {
    append_instant(out, *first_difference);
  } else {
    out += "null";
  }
  out += ",\"age_seconds\":";
  if (!age) {
    out += "null";
    return;
  }
  out += "{\"min\":";
  append_number(out, age->min.count());
  out += ",\"max\":";
  append_number(out, age->max.count());
  out += ",\"mean\":";
  append_json_number(out, age->mean_seconds);
  out += '}';
}

/// By the calendar, as the histogram of `cron compare`.
void append_ages(std::string& out, const ZonedCron& a, const ZonedCron& b) {
  out += ",\"age_histogram\":";
  append_histogram(out, age_histogram({{{a.cron, {}}}}, {{{b.cron, {}}}}));
}

}  // namespace

void EvalServer::compare(std::string& out) {
  if (!request_.as().empty()) return diverge(out);
  const ZonedCron a = zoned(EvalKey::A), b = zoned(EvalKey::B);
  const sys_seconds from = instant_or_as_of(EvalKey::From);
  if (error_) return;
  const Comparison found = cli::compare(a, b, from, kDefaultHorizon);
  append_comparison(out, found.relation, found.first_difference, found.age);
  if (request_.histogram()) append_ages(out, a, b);
  out += '}';
}

void EvalServer::diverge(std::string& out) {
  const Engine x = engine(request_.as()[0]), y = engine(request_.as()[1]);
  if (error_) return;
  const bool one_policy = request_.has(EvalKey::Dst);
  const ZonedCron a =
      zoned(EvalKey::Cron, *x.dialect, one_policy ? policy() : *x.policy);
  const ZonedCron b =
      zoned(EvalKey::Cron, *y.dialect, one_policy ? policy() : *y.policy);
  const sys_seconds from = instant_or_as_of(EvalKey::From);
  if (error_) return;
  const Divergence found =
      lockstep::diverge({{a}}, {{b}}, from, kDefaultHorizon, kShownDifferences);
  const auto first =
      found.first.empty() ? std::nullopt : std::optional(found.first[0].at);
  append_comparison(out, found.relation, first,
                    cli::age(a, b, from, kDefaultHorizon));
  if (request_.histogram()) append_ages(out, a, b);
  out += ",\"scope\":";
  append_json_string(out, scope_text(found.for_ever, from, kDefaultHorizon));
  out += ",\"differences\":[";
  for (std::size_t i = 0; i < found.first.size(); ++i) {
    out += i > 0 ? ",{\"at\":" : "{\"at\":";
    append_instant(out, found.first[i].at);
    out += ",\"only\":";
    append_json_string(out, (found.first[i].of_first ? x : y).name);
    out += '}';
  }
  out += "]}";
}

Engine EvalServer::engine(std::string_view name) {
  if (const auto found = find_engine(name)) return *found;
  fail({unknown_engine(name), {}, "known: " + known_engines()});
  return {};
}

}  // namespace lockstep::cli
