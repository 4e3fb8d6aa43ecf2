// `lockstep cron compare A B`: how two schedules relate, in words.

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/cron_divergence.hpp"
#include "cli/cron_options.hpp"
#include "cli/cron_relation.hpp"
#include "cli/failure.hpp"
#include "cli/histogram_text.hpp"
#include "cli/subcommands.hpp"
#include "report/json_parts.hpp"

namespace lockstep::cli {
namespace {

std::string_view relation_sentence(Relation relation) {
  switch (relation) {
    case Relation::Equal:
      return "both fire at the same instants";
    case Relation::Disjoint:
      return "they never fire at the same instant";
    case Relation::Subset:
      return "every tick of A is a tick of B, but not the other way round";
    case Relation::Superset:
      return "every tick of B is a tick of A, but not the other way round";
    case Relation::Overlap:
      return "some ticks are common, and each has ticks of its own";
  }
  return "";
}

std::string age_text(const std::optional<Age>& found) {
  if (!found) return "unknown, one of them never fires";
  if (found->min == found->max) {
    return "always " + format_duration(found->min);
  }
  // The mean is a rational number of seconds; people want whole minutes.
  const auto mean = static_cast<std::int64_t>(found->mean_seconds / 60 + 0.5);
  return fmt::format("{} to {}, {} on average", format_duration(found->min),
                     format_duration(found->max),
                     format_duration(seconds{mean * 60}));
}

std::optional<Histogram> ages_of(const CronItem& a, const CronItem& b) {
  return age_histogram({{{*a.cron, {}}}}, {{{*b.cron, {}}}});
}

std::string to_text(const CronItem& a, const CronItem& b,
                    const Comparison& found, const std::optional<Age>& age_of_b,
                    sys_seconds from, bool histogram) {
  std::string text = fmt::format("A: {}\nB: {}\n\n{}: {}\n", a.text, b.text,
                                 relation_name(found.relation),
                                 relation_sentence(found.relation));
  if (found.first_difference) {
    text += fmt::format(
        "first difference from {} on: {} is a tick of {} only\n",
        format_instant(from), format_instant(*found.first_difference),
        found.first_is_of_a ? "A" : "B");
  }
  constexpr std::size_t kIndent = 2;
  const std::string_view in_a =
      a.cron->has_years() ? "in the years listed" : "in 400 years";
  const std::string_view in_b =
      b.cron->has_years() ? "in the years listed" : "in 400 years";
  text += fmt::format("age of A at the ticks of B: {}\n", age_text(found.age));
  if (histogram) text += histogram_text(ages_of(a, b), kIndent, in_b);
  text += fmt::format("age of B at the ticks of A: {}\n", age_text(age_of_b));
  if (histogram) text += histogram_text(ages_of(b, a), kIndent, in_a);
  return text;
}

std::string to_json(const CronItem& a, const CronItem& b,
                    const Comparison& found, bool histogram) {
  JsonWriter json;
  write_head(json, tool_info());
  json.key("a").string(a.text).key("b").string(b.text);
  json.key("relation").string(relation_name(found.relation));
  json.key("first_difference");
  found.first_difference ? json.instant(*found.first_difference) : json.null();
  json.key("age_seconds");
  if (found.age) {
    json.begin_object().key("min").number(found.age->min.count());
    json.key("max").number(found.age->max.count());
    json.key("mean").number(found.age->mean_seconds).end_object();
  } else {
    json.null();
  }
  if (histogram) {
    json.key("age_histogram");
    write_histogram(json, ages_of(a, b));
  }
  json.end_object();
  return json.take() + "\n";
}

}  // namespace

int cron_compare_command(Session& session) {
  if (session.arguments().has("as")) return cron_divergence_command(session);
  const CronReading reading = cron_reading(session);
  const std::vector<CronItem> items = read_crons(session, reading);
  if (items.size() != 2) {
    throw UsageError(
        fmt::format("\"lockstep cron compare\" needs two expressions, not {}",
                    items.size()));
  }
  std::vector<const CronItem*> good;
  if (report_bad_crons(session, items, good) != kOk) return kFindings;
  const sys_seconds from =
      session.arguments().instant("from").value_or(reading.as_of);
  const seconds horizon =
      session.arguments().duration("horizon").value_or(kDefaultHorizon);
  const ZonedCron a{*items[0].cron, items[0].clock};
  const ZonedCron b{*items[1].cron, items[1].clock};
  const Comparison found = compare(a, b, from, horizon);
  const std::optional<Age> age_of_b = age(b, a, from, horizon);
  const bool histogram = session.arguments().has("histogram");
  session.output().write(
      session.arguments().format() == "json"
          ? to_json(items[0], items[1], found, histogram)
          : to_text(items[0], items[1], found, age_of_b, from, histogram));
  return kOk;
}

}  // namespace lockstep::cli
