// What starts each job, row by row: the whole derived start of one job of a
// small project, as text.
#include "align/start.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/project_builder.hpp"

namespace lockstep::test {
namespace {

std::string names(const Project& project, const std::vector<NodeId>& nodes) {
  std::string text;
  for (const NodeId node : nodes) {
    text += (text.empty() ? "" : " ") + project[node].name;
  }
  return text;
}

/// The crons by their texts as written.
std::string text_of(const Project& project, const Cadence& cadence) {
  if (!cadence.exact) {
    return std::to_string(cadence.ticks.size()) + " ticks in " +
           format_duration(cadence.end - cadence.start) +
           (cadence.repeats ? "" : " only");
  }
  std::string text;
  for (const ZonedCron& member : cadence.schedule.crons) {
    for (const CompiledText& written : project.crons) {
      if (written.cron != member) continue;
      text += (text.empty() ? "" : ", ") + written.text;
      if (written.zone != "UTC") text += " " + written.zone;
      break;
    }
  }
  return text.empty() ? "never" : text;
}

std::string type_of(const JobStart& start) {
  switch (start.type) {
    case StartType::Schedule:
      return "schedule";
    case StartType::Manual:
      return "manual";
    case StartType::None:
      return "none";
    case StartType::Sensor:
      break;
  }
  switch (start.mode) {
    case TriggerMode::Any:
      return "any";
    case TriggerMode::All:
      return "all";
    case TriggerMode::Expression:
      return start.expression;
    default:
      return "aligned";
  }
}

/// One line a fact; facts that are absent are left out.
std::string describe(const Project& project, const Derivation& derivation,
                     const std::string& name) {
  NodeId node;
  for (std::size_t i = 0; i < project.datasets.size(); ++i) {
    if (project.datasets[i].name == name) node = NodeId(i);
  }
  REQUIRE(node.valid());
  const JobStart& start = derivation[node];
  std::string text = type_of(start);
  if (!start.datasets.empty()) {
    text += " on " + names(project, start.datasets);
  }
  text += "\n";
  const auto line = [&](const std::string& key, const std::string& value) {
    if (!value.empty()) text += key + ": " + value + "\n";
  };
  if (start.leader.valid()) line("leader", project[start.leader].name);
  if (const Cadence* cadence = derivation.cadence(node)) {
    line("cadence", text_of(project, *cadence));
  }
  line("fastest", names(project, start.fastest));
  line("slower", names(project, start.slower));
  line("unscheduled", names(project, start.unscheduled));
  line("effective", start.effective_cron.value_or(""));
  if (start.cyclic) line("cyclic", "yes");
  if (start.horizon_only) line("horizon", "only");
  return text + start.reason;
}

struct Row {
  const char* about;
  std::vector<JobSpec> jobs;
  const char* job;
  const char* expected;
};

JobSpec load(const std::string& name, const std::string& cron) {
  return {.name = name, .crons = {cron}, .kind = NodeKind::Load};
}

JobSpec task(const std::string& name, const std::vector<std::string>& inputs,
             const std::string& trigger = "") {
  return {.name = name, .inputs = reads(inputs), .trigger = trigger};
}

void check(const Row& row) {
  const std::string about = row.about;
  CAPTURE(about);
  ZoneTable zones;
  const Project project = build_project(row.jobs, zones);
  CHECK(describe(project, derive(project), row.job) ==
        std::string(row.expected));
}

TEST_CASE("own crons and jobs without a sensor") {
  const Row rows[] = {
      {"own cron",
       {load("a", "0 * * * *")},
       "a",
       "schedule\ncadence: 0 * * * *\neffective: 0 * * * *\n"
       "own cron 0 * * * *"},
      {"an own cron always wins; several reduce to what matters",
       {load("a", "0 * * * *"),
        {.name = "t",
         .crons = {"0 0 * * *", "30 12 * * *", "0 */6 * * *"},
         .inputs = reads({"a"}),
         .trigger = "all"}},
       "t",
       "schedule\ncadence: 0 */6 * * *, 30 12 * * *\nfastest: a\n"
       "effective: 0 */6 * * *\n"
       "own crons 0 0 * * *, 30 12 * * * and 0 */6 * * *; its trigger all is "
       "ignored"},
      {"a cron in a zone",
       {load("a", "0 6 * * 1-5 Europe/Paris")},
       "a",
       "schedule\ncadence: 0 6 * * 1-5 Europe/Paris\n"
       "effective: 0 6 * * 1-5\nown cron 0 6 * * 1-5 Europe/Paris"},
      {"a cron that does not parse leaves no cadence",
       {load("a", "61 * * * *"), task("t", {"a"})},
       "a",
       "schedule\nown cron \"61 * * * *\" is not valid"},
      {"a cron that never fires",
       {load("a", "0 0 30 2 *")},
       "a",
       "schedule\ncadence: never\neffective: 0 0 30 2 *\n"
       "own cron 0 0 30 2 * never fires"},
      {"external",
       {task("t", {"a"})},
       "a",
       "none\nexternal source: no cron and no inputs are known"},
      {"nothing to start it",
       {{.name = "t"}},
       "t",
       "manual\nno cron and no known inputs: nothing starts it"},
      {"trigger none",
       {load("a", "0 * * * *"), task("t", {"a"}, "none")},
       "t",
       "manual\nfastest: a\neffective: 0 * * * *\n"
       "trigger none: started by hand"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("aligned sensors") {
  const Row rows[] = {
      {"one input",
       {load("a", "0 * * * *"), task("t", {"a"})},
       "t",
       "aligned on a\nleader: a\ncadence: 0 * * * *\nfastest: a\n"
       "effective: 0 * * * *\nruns hourly with a, its only input"},
      {"hourly and daily run hourly",
       {load("orders", "0 * * * *"), load("products", "0 0 * * *"),
        task("t", {"orders", "products"})},
       "t",
       "aligned on orders\nleader: orders\ncadence: 0 * * * *\n"
       "fastest: orders\nslower: products\neffective: 0 * * * *\n"
       "runs hourly with orders, its most frequent input; waits for products "
       "when due"},
      {"monthly and daily run daily (starlake pull 883)",
       {load("ledger", "0 0 1 * *"), load("sales", "0 0 * * *"),
        task("t", {"ledger", "sales"})},
       "t",
       "aligned on sales\nleader: sales\ncadence: 0 0 * * *\n"
       "fastest: sales\nslower: ledger\neffective: 0 0 * * *\n"
       "runs daily with sales, its most frequent input; waits for ledger when "
       "due"},
      {"dailies at 00:00 and 05:00 run at 05:00",
       {load("a", "0 0 * * *"), load("b", "0 5 * * *"), task("t", {"a", "b"})},
       "t",
       "aligned on a b\nleader: b\ncadence: 0 5 * * *\nfastest: b a\n"
       "effective: 0 0 * * *\n"
       "runs daily with b, as frequent as a: when it ticks, the other is at "
       "most 5h old, otherwise up to 19h; waits for a when due"},
      {"dailies at 22:00 and 02:00 run at 02:00",
       {load("a", "0 22 * * *"), load("b", "0 2 * * *"), task("t", {"a", "b"})},
       "t",
       "aligned on a b\nleader: b\ncadence: 0 2 * * *\nfastest: b a\n"
       "effective: 0 22 * * *\n"
       "runs daily with b, as frequent as a: when it ticks, the other is at "
       "most 4h old, otherwise up to 20h; waits for a when due"},
      {"half a day apart: the order of schedules decides",
       {load("a", "0 18 * * *"), load("b", "0 6 * * *"), load("c", "0 0 1 * *"),
        task("t", {"a", "b", "c"})},
       "t",
       "aligned on a b\nleader: a\ncadence: 0 18 * * *\nfastest: a b\n"
       "slower: c\neffective: 0 18 * * *\n"
       "runs daily with a, as frequent as b: the other is up to 12h old "
       "whichever leads, so the order of schedules decides; waits for b and c "
       "when due"},
      {"equal ticks: the first by name leads",
       {load("a", "0 0 1 * *"), load("b", "0 0 * * *"), load("c", "0 0 * * *"),
        task("t", {"c", "b", "a"})},
       "t",
       "aligned on b c\nleader: b\ncadence: 0 0 * * *\nfastest: b c\n"
       "slower: a\neffective: 0 0 * * *\n"
       "runs daily with b and c, its most frequent inputs, which tick "
       "together; waits for a when due"},
      {"equal ticks written in two ways",
       {load("a", "0,30 * * * *"),
        {.name = "b", .crons = {"0 * * * *", "30 * * * *"}},
        task("t", {"a", "b"})},
       "t",
       "aligned on a b\nleader: b\ncadence: 0 * * * *, 30 * * * *\n"
       "fastest: b a\neffective: 0,30 * * * *\n"
       "runs every 30m with b and a, which tick together"},
      {"unscheduled inputs are read, not waited for",
       {load("a", "0 0 * * *"), task("t", {"a", "x", "y"})},
       "t",
       "aligned on a\nleader: a\ncadence: 0 0 * * *\nfastest: a\n"
       "unscheduled: x y\n"
       "runs daily with a, its only input with a schedule; reads x and y, "
       "which have no schedule"},
      {"an optional input does not lead, however frequent",
       {load("a", "0 0 * * *"),
        load("b", "0 * * * *"),
        {.name = "t",
         .inputs = {{.name = "a"}, {.name = "b", .optional = true}}}},
       "t",
       "aligned on a\nleader: a\ncadence: 0 0 * * *\nfastest: a b\n"
       "effective: 0 * * * *\n"
       "runs daily with a, its only required input; reads b without waiting"},
      {"if all are optional, all are required",
       {load("a", "0 0 * * *"),
        load("b", "0 * * * *"),
        {.name = "t",
         .inputs = {{.name = "a", .optional = true},
                    {.name = "b", .optional = true}}}},
       "t",
       "aligned on b\nleader: b\ncadence: 0 * * * *\nfastest: b\nslower: a\n"
       "effective: 0 * * * *\n"
       "runs hourly with b, its most frequent input; waits for a when due"},
      {"an input that never fires blocks for ever",
       {load("a", "0 0 30 2 *"), load("b", "0 * * * *"), task("t", {"a", "b"})},
       "t",
       "aligned on b\nleader: b\ncadence: never\nfastest: b\nslower: a\n"
       "effective: 0 * * * *\nnever runs: waits for a, which never fires"},
      {"only unscheduled inputs start it, all of them",
       {task("t", {"x", "y"})},
       "t",
       "all on x y\nunscheduled: x y\n"
       "no input has a schedule: starts when x and y have both been updated"},
      {"a job without a known cadence is an unscheduled input",
       {task("t", {"x"}), task("u", {"t"})},
       "u",
       "all on t\nunscheduled: t\n"
       "its only input has no schedule: starts when t is updated"},
      {"cadences are inherited to any depth",
       {load("a", "*/20 * * * *"), task("b", {"a"}), task("c", {"b"}),
        task("d", {"c", "a"})},
       "d",
       "aligned on a c\nleader: a\ncadence: */20 * * * *\nfastest: a c\n"
       "effective: */20 * * * *\n"
       "runs every 20m with a and c, which tick together"},
      {"zones: ages over the horizon",
       {load("a", "0 6 * * *"), load("b", "0 6 * * * America/New_York"),
        task("t", {"a", "b"})},
       "t",
       "aligned on a b\nleader: b\ncadence: 0 6 * * * America/New_York\n"
       "fastest: b a\neffective: 0 6 * * *\nhorizon: only\n"
       "runs daily with b, as frequent as a: when it ticks, the other is at "
       "most 5h old, otherwise up to 20h (compared over the horizon); waits "
       "for a when due"},
      {"a self-reference is ignored",
       {load("a", "0 * * * *"), task("t", {"a", "t"})},
       "t",
       "aligned on a\nleader: a\ncadence: 0 * * * *\nfastest: a\n"
       "effective: 0 * * * *\nruns hourly with a, its only input"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("the shop of the Starlake docs (alignment.md 8)") {
  std::vector<JobSpec> jobs = {
      load("order_line", "0 * * * *"),
      load("orders", "0 0 * * *"),
      load("product", "0 0 * * *"),
      task("product_summary", {"order_line", "orders", "product"}),
      task("revenue_summary", {"order_line", "orders"}),
      task("order_summary", {"product_summary", "revenue_summary"})};
  const Row rows[] = {
      {"all three", jobs, "product_summary",
       "aligned on order_line\nleader: order_line\ncadence: 0 * * * *\n"
       "fastest: order_line\nslower: orders product\neffective: 0 * * * *\n"
       "runs hourly with order_line, its most frequent input; waits for orders "
       "and product when due"},
      {"both summaries", jobs, "order_summary",
       "aligned on product_summary revenue_summary\nleader: product_summary\n"
       "cadence: 0 * * * *\nfastest: product_summary revenue_summary\n"
       "effective: 0 * * * *\n"
       "runs hourly with product_summary and revenue_summary, which tick "
       "together"},
  };
  for (const Row& row : rows) check(row);
  jobs.erase(jobs.begin());
  check({"no cron on order_line", jobs, "revenue_summary",
         "aligned on orders\nleader: orders\ncadence: 0 0 * * *\n"
         "fastest: orders\nunscheduled: order_line\n"
         "runs daily with orders, its only input with a schedule; reads "
         "order_line, which has no schedule"});
}

TEST_CASE("triggers on updates") {
  const Row rows[] = {
      {"any is the union",
       {load("a", "0 2 * * *"), load("b", "0 5 * * *"),
        task("t", {"a", "b", "x"}, "any")},
       "t",
       "any on a b\ncadence: 0 5 * * *, 0 2 * * *\nfastest: a b\n"
       "unscheduled: x\n"
       "trigger any: runs twice a day at every update of a and b; reads x, "
       "which has no schedule"},
      {"any with a subset",
       {load("a", "0 * * * *"), load("b", "0 5 * * *"),
        task("t", {"a", "b"}, "any")},
       "t",
       "any on a b\ncadence: 0 * * * *\nfastest: a\nslower: b\n"
       "effective: 0 * * * *\n"
       "trigger any: runs hourly at every update of a and b"},
      {"all: the phase of the reference midnight lasts",
       {load("a", "0 2 * * *"), load("b", "0 5 * * *"),
        task("t", {"a", "b"}, "all")},
       "t",
       "all on a b\ncadence: 0 5 * * *\nfastest: a b\neffective: 0 5 * * *\n"
       "trigger all: runs daily when a and b have both been updated, at the "
       "ticks of b"},
      {"all over a superset",
       {load("a", "0 * * * *"), load("b", "0 0 1 * *"), load("c", "0 0 * * *"),
        task("t", {"a", "b", "c"}, "all")},
       "t",
       "all on a b c\ncadence: 0 0 1 * *\nfastest: a\nslower: b c\n"
       "effective: 0 * * * *\n"
       "trigger all: runs monthly when a, b and c have all been updated, at "
       "the ticks of b"},
      {"all settles after a first firing that is not repeated",
       {load("a", "0 12 * * *"), load("b", "0 13,23 * * *"),
        task("t", {"a", "b"}, "all")},
       "t",
       "all on a b\ncadence: 0 12 * * *\nfastest: b\nslower: a\n"
       "effective: 0 13,23 * * *\n"
       "trigger all: runs daily when a and b have both been updated, at the "
       "ticks of a"},
      {"all that no cron can say: three firings in two days",
       {load("a", "0 0,1 * * *"), load("b", "0 4,5 * * *"),
        load("c", "0 7,8 * * *"), task("t", {"a", "b", "c"}, "all")},
       "t",
       "all on a b c\ncadence: 3 ticks in 2d\nfastest: a b c\n"
       "effective: 0 7,8 * * *\n"
       "trigger all: runs about 1.5 times a day when a, b and c have all been "
       "updated, at instants that no cron can say"},
      {"one input",
       {load("a", "0 * * * *"), task("t", {"a", "x"}, "all")},
       "t",
       "all on a\ncadence: 0 * * * *\nfastest: a\nunscheduled: x\n"
       "trigger all: runs hourly at every update of a; reads x, which has no "
       "schedule"},
      {"all waits for required inputs only",
       {load("a", "0 * * * *"),
        load("b", "0 0 * * *"),
        {.name = "t",
         .inputs = {{.name = "a"}, {.name = "b", .optional = true}},
         .trigger = "all"}},
       "t",
       "all on a\ncadence: 0 * * * *\nfastest: a\nslower: b\n"
       "effective: 0 * * * *\n"
       "trigger all: runs hourly at every update of a; reads b without "
       "waiting"},
      {"expression",
       {load("a", "0 * * * *"), load("b", "0 0 * * *"), load("c", "0 6 * * *"),
        task("t", {"a", "b", "c"}, "a & ( b | c )")},
       "t",
       "a & (b | c) on a b c\ncadence: 0 0 * * *, 0 6 * * *\nfastest: a\n"
       "slower: b c\neffective: 0 * * * *\n"
       "trigger a & (b | c): runs twice a day, at the ticks of b and c"},
      {"members without a schedule neither start nor hold",
       {load("a", "0 * * * *"), task("t", {"a", "x", "y"}, "a & x | y")},
       "t",
       "a & x | y on a\ncadence: 0 * * * *\nfastest: a\nunscheduled: x y\n"
       "trigger a & x | y: runs hourly, at the ticks of a; reads x and y, "
       "which have no schedule"},
      {"an expression over unscheduled members only",
       {load("a", "0 * * * *"), task("t", {"a", "x", "y"}, "x | y")},
       "t",
       "x | y on x y\nfastest: a\nunscheduled: x y\n"
       "nothing it waits for has a schedule: starts when x | y allows, nobody "
       "knows when"},
      {"a declared any stays any over unscheduled inputs",
       {task("t", {"x", "y"}, "any")},
       "t",
       "any on x y\nunscheduled: x y\n"
       "no input has a schedule: starts at every update of x and y"},
      {"all over an input that never fires",
       {load("a", "0 * * * *"), load("b", "0 0 30 2 *"),
        task("t", {"a", "b"}, "all")},
       "t",
       "all on a b\ncadence: never\nfastest: a\nslower: b\n"
       "effective: 0 * * * *\nnever runs: waits for b, which never fires"},
      {"any over an input that never fires",
       {load("a", "0 * * * *"), load("b", "0 0 30 2 *"),
        task("t", {"a", "b"}, "any")},
       "t",
       "any on a b\ncadence: 0 * * * *\nfastest: a\nslower: b\n"
       "effective: 0 * * * *\n"
       "trigger any: runs hourly at every update of a and b"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("durations decide what can start an aligned job") {
  const auto hour = [](int hours) {
    return DurationRange{std::chrono::hours{hours}, std::chrono::hours{hours}};
  };
  struct DurationRow {
    const char* about;
    std::vector<JobSpec> jobs;
    const char* datasets;
  };
  const JobSpec orders{.name = "orders", .crons = {"0 * * * *"}};
  const auto daily = [&](int hours) {
    return JobSpec{
        .name = "slow", .crons = {"0 0 * * *"}, .duration = hour(hours)};
  };
  const auto with = [](InputSpec slow) {
    return JobSpec{.name = "t", .inputs = {{.name = "orders"}, slow}};
  };
  const DurationRow rows[] = {
      {"without durations the slower input never ends last",
       {orders, daily(0), with({.name = "slow"})},
       "orders"},
      {"it ends after the leader's midnight run",
       {orders, daily(2), with({.name = "slow"})},
       "orders slow"},
      {"an hourly job of an hour ends with it, not before",
       {{.name = "orders", .crons = {"0 * * * *"}, .duration = hour(1)},
        daily(1),
        with({.name = "slow"})},
       "orders"},
      {"optional: not waited for",
       {orders, daily(2), with({.name = "slow", .optional = true})},
       "orders"},
      {"guard none: not waited for",
       {orders, daily(2), with({.name = "slow", .guard = Guard::None})},
       "orders"},
      {"a same read of tomorrow's run",
       {orders, daily(0),
        with({.name = "slow",
              .read = Read::Same,
              .offset = std::chrono::hours{24}})},
       "orders slow"},
      {"a same read of a run of long ago",
       {orders, daily(5),
        with({.name = "slow",
              .read = Read::Same,
              .offset = -std::chrono::hours{24}})},
       "orders"},
      {"delays add up along derived jobs",
       {orders,
        daily(0),
        {.name = "mid", .inputs = reads({"slow"}), .duration = hour(3)},
        with({.name = "mid"})},
       "mid orders"},
      {"early enough to be done before the leader's next run",
       {{.name = "orders", .crons = {"0 6 * * *"}},
        {.name = "slow", .crons = {"0 0 * * 1"}, .duration = hour(6)},
        with({.name = "slow"})},
       "orders"},
      {"not quite",
       {{.name = "orders", .crons = {"0 6 * * *"}},
        {.name = "slow", .crons = {"0 0 * * 1"}, .duration = hour(7)},
        with({.name = "slow"})},
       "orders slow"},
  };
  for (const DurationRow& row : rows) {
    const std::string about = row.about;
    CAPTURE(about);
    ZoneTable zones;
    const Project project = build_project(row.jobs, zones);
    const Derivation derivation = derive(project);
    CHECK(names(project, derivation.jobs.back().datasets) ==
          std::string(row.datasets));
  }
}

TEST_CASE("windows of the newest run") {
  struct WindowRow {
    const char* cron;
    WindowRule rule;
    const char* as_of;
    const char* expected;
  };
  const WindowRow rows[] = {
      {"0 0 * * *",
       {},
       "2024-01-01",
       "2023-12-31T00:00:00Z 2024-01-01T00:00:00Z"},
      {"0 * * * *",
       {},
       "2024-01-01T10:59:59Z",
       "2024-01-01T09:00:00Z 2024-01-01T10:00:00Z"},
      {"0 0 1 * *",
       {WindowKind::Length, std::chrono::days{30}, true, {}},
       "2024-03-15",
       "2024-01-31T00:00:00Z 2024-03-01T00:00:00Z"},
      {"0 0 * * 1",
       {WindowKind::Lookback, std::chrono::days{3}, true, {}},
       "2024-01-10",
       "2023-12-29T00:00:00Z 2024-01-08T00:00:00Z"},
      {"0 0 30 2 *", {}, "2024-01-01", "none"},
  };
  for (const WindowRow& row : rows) {
    CAPTURE(row.cron);
    ZoneTable zones;
    Project project =
        build_project({load("a", row.cron)}, zones, *parse_instant(row.as_of));
    project.datasets[0].window = row.rule;
    const auto window = derive(project).jobs[0].window;
    CHECK((window ? format_instant(window->start) + " " +
                        format_instant(window->end)
                  : "none") == std::string(row.expected));
  }
}

TEST_CASE("long expressions") {
  std::vector<JobSpec> jobs;
  std::vector<std::string> inputs;
  std::string trigger;
  for (int i = 0; i < 3'000; ++i) {
    inputs.push_back("i" + std::to_string(i));
    jobs.push_back(load(inputs.back(), std::to_string(i % 60) + " " +
                                           std::to_string(i % 24) + " * * *"));
    trigger += (i == 0 ? "" : i % 7 == 3 ? " | " : " & ") + inputs.back();
  }
  jobs.push_back(task("t", inputs, trigger));
  ZoneTable zones;
  const Project project = build_project(jobs, zones);
  const Derivation derivation = derive(project);
  CHECK(derivation.jobs.back().datasets.size() == inputs.size());
  CHECK(derivation.jobs.back().expression == trigger);
}

TEST_CASE("cycles") {
  const std::vector<JobSpec> jobs = {load("s", "0 * * * *"),
                                     task("a", {"b", "s"}), task("b", {"a"}),
                                     task("c", {"b", "s"}), task("d", {"s"})};
  const Row rows[] = {
      {"in it", jobs, "a", "none\ncyclic: yes\nin the cycle a -> b -> a"},
      {"behind it", jobs, "c",
       "none\ncyclic: yes\nbehind the cycle a -> b -> a"},
      {"beside it", jobs, "d",
       "aligned on s\nleader: s\ncadence: 0 * * * *\nfastest: s\n"
       "effective: 0 * * * *\nruns hourly with s, its only input"},
  };
  for (const Row& row : rows) check(row);
}

}  // namespace
}  // namespace lockstep::test
