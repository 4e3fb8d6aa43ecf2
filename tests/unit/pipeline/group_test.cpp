// Which jobs are together, what starts them, what each pipeline holds.

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "pipeline/group.hpp"
#include "show.hpp"

namespace lockstep::test {
namespace {

struct Row {
  std::string_view what, yaml, expected;
};

constexpr Row kRows[] = {
    {"loads by domain and schedule, transforms by domain", R"(version: 1
datasets:
  shop.orders: {cron: "0 * * * *"}
  shop.lines: {cron: "0 * * * *"}
  shop.items: {cron: "0 4 * * *"}
  kpi.day: {inputs: [shop.items]}
)",
     "kpi_transform: aligned shop.items; start kpi_day_task end; "
     "start>kpi_day_task kpi_day_task>end\n"
     "shop_load_daily_0400: cron 0 4 * * *; start load_shop_items end; "
     "start>load_shop_items load_shop_items>end\n"
     "shop_load_hourly: cron 0 * * * *; start load_shop_lines load_shop_orders "
     "end; start>load_shop_lines start>load_shop_orders load_shop_lines>end "
     "load_shop_orders>end\n"},
    {"edges inside are edges of tasks, reduced; outside decides the start",
     R"(version: 1
datasets:
  a.x: {cron: "0 * * * *"}
  k.one: {inputs: [a.x]}
  k.two: {inputs: [a.x, k.one]}
  k.three: {inputs: [k.one, k.two]}
)",
     "a_load_hourly: cron 0 * * * *; start load_a_x end; start>load_a_x "
     "load_a_x>end\n"
     "k_transform: aligned a.x; start k_one_task k_two_task k_three_task end; "
     "start>k_one_task k_one_task>k_two_task k_two_task>k_three_task "
     "k_three_task>end\n"},
    {"an hourly and a daily input: hourly, with a gate", R"(version: 1
datasets:
  a.hour: {cron: "0 * * * *"}
  a.day: {cron: "0 4 * * *"}
  k.both: {inputs: [a.hour, a.day]}
pipelines: [{name: all, select: ["k.*"]}]
)",
     "a_load_daily_0400: cron 0 4 * * *; start load_a_day end; "
     "start>load_a_day load_a_day>end\n"
     "a_load_hourly: cron 0 * * * *; start load_a_hour end; "
     "start>load_a_hour load_a_hour>end\n"
     "all: aligned gated a.hour; start(a.day,a.hour) k_both_task end; "
     "start>k_both_task k_both_task>end\n"},
    {"inputs of one tick set need no gate", R"(version: 1
datasets:
  a.one: {cron: "0 4 * * *"}
  a.two: {cron: "0 4 * * *"}
  k.both: {inputs: [a.one, a.two]}
pipelines: [{name: loads, select: ["a.*"]}]
)",
     "k_transform: aligned a.one,a.two; start k_both_task end; "
     "start>k_both_task k_both_task>end\n"
     "loads: cron 0 4 * * *; start load_a_one load_a_two end; "
     "start>load_a_one start>load_a_two load_a_one>end load_a_two>end\n"},
    {"gate: always", R"(version: 1
datasets:
  a.one: {cron: "0 4 * * *"}
  k.x: {inputs: [a.one]}
pipelines: [{name: p, select: ["k.*"], target: {gate: always}}]
)",
     "a_load_daily_0400: cron 0 4 * * *; start load_a_one end; "
     "start>load_a_one load_a_one>end\n"
     "p: aligned gated a.one; start(a.one) k_x_task end; start>k_x_task "
     "k_x_task>end\n"},
    {"loads and transforms of one name and one tick set are one pipeline",
     R"(version: 1
datasets:
  a.one: {cron: "0 4 * * *"}
  k.x: {inputs: [a.one]}
pipelines: [{name: p}]
)",
     "p: cron 0 4 * * *; start load_a_one k_x_task end; start>load_a_one "
     "load_a_one>k_x_task k_x_task>end\n"},
    {"unlike schedules are split, and it is said", R"(version: 1
datasets:
  a.one: {cron: "0 4 * * *"}
  a.two: {cron: "0 * * * *"}
pipelines: [{name: p}]
)",
     "p_daily_0400: cron 0 4 * * *; start_daily_0400 load_a_one "
     "end_daily_0400; start_daily_0400>load_a_one load_a_one>end_daily_0400\n"
     "p_hourly: cron 0 * * * *; start_hourly load_a_two end_hourly; "
     "start_hourly>load_a_two load_a_two>end_hourly\n"
     "note: pipeline \"p\" holds jobs that start differently, so it is split: "
     "daily_0400 and hourly\n"},
    {"pipelines that would wait for each other in a ring are cut into stages",
     R"(version: 1
datasets:
  a.x: {cron: "0 4 * * *"}
  k.one: {inputs: [a.x]}
  m.two: {inputs: [k.one]}
  k.three: {inputs: [m.two]}
pipelines: [{name: loads, select: ["a.*"]}]
)",
     "k_transform: aligned a.x; start k_one_task end; start>k_one_task "
     "k_one_task>end\n"
     "k_transform_stage2: aligned m.two; start k_three_task end; "
     "start>k_three_task k_three_task>end\n"
     "loads: cron 0 4 * * *; start load_a_x end; start>load_a_x load_a_x>end\n"
     "m_transform: aligned k.one; start m_two_task end; start>m_two_task "
     "m_two_task>end\n"
     "note: pipeline \"k_transform\" reads what other pipelines make of its "
     "own datasets, so it is split into 2 stages\n"},
    {"a cron of its own waits for an input at an offset", R"(version: 1
datasets:
  a.x: {cron: "0 4 * * *"}
  k.x: {cron: "0 3 * * *", inputs: [{dataset: a.x, offset: 1h}]}
pipelines: [{name: loads, select: ["a.*"]}]
)",
     "k_transform: cron 0 3 * * *; start wait_k_x_task(a.x) k_x_task end; "
     "start>wait_k_x_task wait_k_x_task>k_x_task k_x_task>end\n"
     "loads: cron 0 4 * * *; start load_a_x end; start>load_a_x "
     "load_a_x>end\n"},
    {"what the analysis joins and the names separate waits", R"(version: 1
datasets:
  k.x: {cron: "0 4 * * *", inputs: [b.y]}
  m.x: {cron: "0 4 * * *", inputs: [k.x]}
)",
     "k_transform: cron 0 4 * * *; start k_x_task end; start>k_x_task "
     "k_x_task>end\n"
     "m_transform: cron 0 4 * * *; start wait_m_x_task(k.x) m_x_task end; "
     "start>wait_m_x_task wait_m_x_task>m_x_task m_x_task>end\n"
     "note: jobs that run right behind others, in another pipeline, wait for "
     "them: m.x behind k.x\n"},
    {"any, all and expressions need no gate", R"(version: 1
datasets:
  a.one: {cron: "0 4 * * *"}
  a.two: {cron: "0 * * * *"}
  k.x: {inputs: [a.one, a.two], trigger: any}
  l.x: {inputs: [a.one, a.two], trigger: all}
  m.x: {inputs: [a.one, a.two], trigger: "a.one | a.two"}
pipelines: [{name: "{{table}}", select: ["a.*"]}]
)",
     "k_transform: any a.one,a.two; start k_x_task end; start>k_x_task "
     "k_x_task>end\n"
     "l_transform: all a.one,a.two; start l_x_task end; start>l_x_task "
     "l_x_task>end\n"
     "m_transform: expression a.one,a.two; start m_x_task end; start>m_x_task "
     "m_x_task>end\n"
     "one: cron 0 4 * * *; start load_a_one end; start>load_a_one "
     "load_a_one>end\n"
     "two: cron 0 * * * *; start load_a_two end; start>load_a_two "
     "load_a_two>end\n"},
    {"trigger none starts by hand", R"(version: 1
datasets:
  a.one: {cron: "0 4 * * *"}
  k.x: {inputs: [a.one], trigger: none}
pipelines: [{name: p, select: ["a.*"]}]
)",
     "k_transform: by hand; start k_x_task end; start>k_x_task k_x_task>end\n"
     "p: cron 0 4 * * *; start load_a_one end; start>load_a_one "
     "load_a_one>end\n"},
    {"run_dependencies_first takes in all that is before, at any depth",
     R"(version: 1
datasets:
  a.x: {cron: "0 4 * * *"}
  b.one: {inputs: [a.x]}
  c.two: {inputs: [b.one]}
  k.x: {inputs: [c.two]}
pipelines:
  - {name: p, select: ["k.*"], target: {run_dependencies_first: true}}
  - {name: rest}
)",
     "p: by hand; start a_x_table b_one_task c_two_task k_x_task end; "
     "start>a_x_table a_x_table>b_one_task b_one_task>c_two_task "
     "c_two_task>k_x_task k_x_task>end\n"
     "rest: cron 0 4 * * *; start load_a_x b_one_task c_two_task end; "
     "start>load_a_x load_a_x>b_one_task b_one_task>c_two_task "
     "c_two_task>end\n"},
    {"filtered datasets are not waited for", R"(version: 1
datasets:
  a.hour: {cron: "0 * * * *"}
  a.day: {cron: "0 4 * * *"}
  k.x: {inputs: [a.hour, a.day]}
pipelines:
  - {name: p, select: ["k.*"], target: {filtered_datasets: A.DAY}}
  - {name: "{{table}}"}
)",
     "day: cron 0 4 * * *; start load_a_day end; start>load_a_day "
     "load_a_day>end\n"
     "hour: cron 0 * * * *; start load_a_hour end; start>load_a_hour "
     "load_a_hour>end\n"
     "p: aligned a.hour; start k_x_task end; start>k_x_task k_x_task>end\n"},
};

TEST_CASE("groups") {
  for (const Row& row : kRows) {
    CAPTURE(row.what);
    CHECK(show(lower_yaml(row.yaml)) == row.expected);
  }
}

TEST_CASE("names of schedules") {
  struct {
    std::string_view cron, name;
  } const rows[] = {
      {"0 * * * *", "hourly"},        {"0 0 * * *", "daily"},
      {"0 0 * * 1", "weekly"},        {"0 0 1 * *", "monthly"},
      {"0 0 1 1 *", "yearly"},        {"30 3 * * *", "daily_0330"},
      {"30 7 * * 1", "mon_0730"},     {"0 6 31 * *", "0_6_31_x_x"},
      {"0 6 15 * *", "day15_0600"},   {"*/15 * * * *", "x_15_x_x_x_x"},
      {"0 9 * * 1-5", "0_9_x_x_1-5"},
  };
  for (const auto& row : rows) {
    Cadence cadence;
    cadence.schedule.crons.push_back(
        {*compile(row.cron, dialects().front()), {}});
    CHECK(schedule_name(&cadence) == row.name);
  }
  CHECK(schedule_name(nullptr) == "triggered");
}

}  // namespace
}  // namespace lockstep::test
