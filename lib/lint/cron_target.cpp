// Rules about crons and the engine that runs them: it reads the text in another
// way, or not at all (CRN004), or starts nothing so often (CRN010).

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cron/convert.hpp"
#include "cron/describe.hpp"
#include "lint/checks.hpp"

namespace lockstep {
namespace {

// ---- CRN004 ----

/// Does an engine take texts of as many fields? Of a macro: of five.
bool takes_as_many_fields(const Dialect& dialect, std::string_view text) {
  std::size_t fields = 0;
  while (!(text = trim(text)).empty()) {
    text.remove_prefix(std::min(text.find_first_of(" \t"), text.size()));
    ++fields;
  }
  return !(fields == 6   ? dialect.six_fields
           : fields == 7 ? dialect.seven_fields
                         : dialect.five_fields)
              .empty();
}

/// Engines that nobody could run here: what they take is known from their pages
/// alone, and their dialects refuse what these do not tell (cron/dialect.cpp).
constexpr std::string_view kFromPagesAlone[] = {
    "cloud-scheduler", "eventbridge", "github", "snowflake"};

/// The text is no more than unusual: `*/24`, weekday 7, `5/15`, `22-2`. An
/// engine that does not document these may well take them.
bool is_undocumented(const Dialect& there, std::string_view text,
                     const Cron& meant) {
  if (std::ranges::find(kFromPagesAlone, there.name) ==
      std::end(kFromPagesAlone)) {
    return false;
  }
  Dialect lenient = there;
  lenient.step_may_exceed_range = true;
  lenient.open_step = OpenStep::ToMaximum;
  lenient.wrap_range = WrapRange::Cyclic;
  lenient.last_weekday = 7;
  const auto read = compile(text, lenient);
  return read && *read == meant;
}

std::string help_for(const Expected<Conversion, CronError>& converted) {
  if (converted) return fmt::format("write {}", quoted(converted->text));
  const CronError& error = converted.error();
  return error.hint.empty() ? error.message
                            : fmt::format("{}: {}", error.message, error.hint);
}

/// The target takes the text and runs something else.
Diagnostic read_otherwise(const LintContext& ctx, const CronUsers& users,
                          const Cron& other, const Dialect& dialect) {
  const CompiledText& text = ctx.text(users);
  std::string runs = describe(other);
  runs = to_lower(runs.substr(0, 1)) + runs.substr(1, runs.size() - 2);
  Diagnostic result =
      cron_finding(ctx, "CRN004", users,
                   fmt::format("{} reads {} in another way: {}", dialect.engine,
                               quoted(text.expanded), runs));
  const Schedule here{{*text.cron}}, there{{{other, text.cron->clock}}};
  if (const auto at =
          first_difference(here, there, ctx.derivation.as_of, kCycle)) {
    result.witness = witness_at(*at, text.cron->clock);
  }
  result.scope = "for ever";
  return result;
}

/// The target does not take the text, or does not say so.
Diagnostic refused(const LintContext& ctx, const CronUsers& users,
                   const CronError& error, const Dialect& dialect) {
  const CompiledText& text = ctx.text(users);
  const bool silent = is_undocumented(dialect, text.expanded, text.cron->cron);
  Diagnostic result =
      cron_finding(ctx, "CRN004", users,
                   fmt::format("{} does not {} {}: {}", dialect.engine,
                               silent ? "document" : "read",
                               quoted(text.expanded), error.message));
  if (silent) result.severity = Severity::Info;
  result.where = place_in_cron(ctx, users.first, error.offset, error.length);
  return result;
}

void compare_readings(const LintContext& ctx, const CronUsers& users,
                      const Report& report) {
  const CompiledText& text = ctx.text(users);
  const Dialect& here = *ctx.project.settings.dialect;
  const Dialect& there = ctx.target->dialect();
  const auto converted = convert(text.expanded, here, there);
  if (converted && converted->kept) return;
  const auto read = compile(text.expanded, there);
  // Nobody copies five fields to where six are asked for.
  if (!read && converted && !takes_as_many_fields(there, text.expanded)) return;
  Diagnostic result = read ? read_otherwise(ctx, users, *read, there)
                           : refused(ctx, users, read.error(), there);
  result.parameters.emplace_back("target", ctx.target->name);
  result.help = help_for(converted);
  if (converted) {
    const auto again = compile(converted->text, here);
    if (again && *again == text.cron->cron) {
      result.help += ", which means the same here";
      result.fix = rewrite_everywhere(ctx, users, converted->text, true);
    }
  }
  report(std::move(result));
}

/// By CronId: does a job run by it? Deadlines are nothing to an engine.
std::vector<bool> crons_of_jobs(const Project& project) {
  std::vector<bool> run(project.crons.size());
  for (const Dataset& dataset : project.datasets) {
    for (const CronUse& use : dataset.crons) run[use.cron.index()] = true;
  }
  return run;
}

// ---- CRN010 ----

/// Jobs of one schedule.
struct ScheduleUsers {
  const Dataset* first = nullptr;
  std::vector<std::string> nodes;
};

std::map<ScheduleId, ScheduleUsers> schedules_in_use(const LintContext& ctx) {
  std::map<ScheduleId, ScheduleUsers> result;
  for (const Dataset& dataset : ctx.project.datasets) {
    if (!dataset.schedule.valid()) continue;
    ScheduleUsers& users = result[dataset.schedule];
    const auto& where = dataset.crons.front().where;
    if (!users.first || ctx.before(where, users.first->crons.front().where)) {
      users.first = &dataset;
    }
    users.nodes.push_back(dataset.name);
  }
  return result;
}

std::string texts_of(const LintContext& ctx, const Dataset& dataset) {
  std::vector<std::string> texts;
  for (const CronUse& use : dataset.crons) {
    texts.push_back(quoted(ctx.project[use.cron].text));
  }
  return join_words(texts);
}

/// The first two ticks so close together; a schedule shows them within a cycle
/// of years, most at once.
std::optional<Witness> close_ticks(const Schedule& schedule, seconds limit,
                                   const std::string& node, sys_seconds as_of) {
  constexpr int kTicks = 20'000;
  auto from = next_or_equal(schedule, as_of);
  for (int i = 0; from && i < kTicks; ++i) {
    const auto to = next(schedule, *from);
    if (!to) break;
    if (*to - *from < limit) {
      Witness witness = witness_at(*to, schedule.crons.front().clock);
      witness.runs = {{node, *from, {}, {}}, {node, *to, {}, {}}};
      return witness;
    }
    from = to;
  }
  return std::nullopt;
}

void report_frequent(const LintContext& ctx, const Schedule& schedule,
                     const ScheduleUsers& users, seconds gap,
                     const Report& report) {
  const Dataset& first = *users.first;
  const CompiledText& text = ctx.project[first.crons.front().cron];
  const seconds limit = ctx.target->least_gap;
  Diagnostic result = finding(
      "CRN010",
      fmt::format("{} {} {} apart, and {} starts no job more often than every "
                  "{}",
                  texts_of(ctx, first),
                  first.crons.size() == 1 ? "has runs" : "together have runs",
                  format_duration(gap), ctx.target->label(),
                  format_duration(limit)));
  result.where = place_of_cron(ctx, first.crons.front());
  result.nodes = users.nodes;
  result.parameters = {{"cron", text.text},
                       {"timezone", text.zone},
                       {"target", std::string(ctx.target->name)}};
  result.witness =
      close_ticks(schedule, limit, first.name, ctx.derivation.as_of);
  result.help =
      limit == std::chrono::minutes{1}
          ? "it has no seconds: the most frequent cron is \"* * * * *\""
          : fmt::format("leave {} between two runs", format_duration(limit));
  report(std::move(result));
}

}  // namespace

void check_dialect_divergence(const LintContext& ctx, const Report& report) {
  // What lockstep writes is printed anew for its target.
  if (!ctx.target || ctx.target->emitted) return;
  const std::vector<bool> run = crons_of_jobs(ctx.project);
  for (const CronUsers& users : ctx.crons) {
    if (run[users.cron.index()] && ctx.text(users).cron) {
      compare_readings(ctx, users, report);
    }
  }
}

void check_too_frequent(const LintContext& ctx, const Report& report) {
  if (!ctx.target) return;
  for (const auto& [id, users] : schedules_in_use(ctx)) {
    const Schedule& schedule = ctx.project[id];
    const auto gap = frequency(schedule).min_gap;
    if (gap && *gap < ctx.target->least_gap) {
      report_frequent(ctx, schedule, users, *gap, report);
    }
  }
}

}  // namespace lockstep
