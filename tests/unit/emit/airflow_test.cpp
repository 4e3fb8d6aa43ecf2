// When a DAG runs, as each version of Airflow says it, and what none can say.

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "analyze.hpp"
#include "emit/emitter.hpp"
#include "pipeline/lower.hpp"

namespace lockstep {
namespace {

struct Lowering {
  Analysis analysis;
  Lowered lowered;
};

Lowering lowering(std::string_view yaml) {
  Sources sources;
  sources.add({"lockstep.yaml", yaml, "", {}});
  Lowering result{analyze(sources, {}), {}};
  result.lowered = lower(result.analysis.project, result.analysis.derivation);
  return result;
}

const Emitter& airflow() {
  static const Emitters emitters = built_in_emitters();
  return *emitters.find("airflow");
}

/// `file: schedule` of the DAGs whose names begin with `k`.
std::string schedules(const std::vector<Pipeline>& pipelines,
                      const std::string& version) {
  std::string text;
  for (const OutputFile& file : airflow().emit(pipelines, {version, "x"})) {
    if (file.path[0] != 'k') continue;
    const std::size_t begin = file.text.find("    schedule=") + 13;
    const std::size_t end = file.text.find(",\n    start_date", begin);
    text += file.path + ": " + file.text.substr(begin, end - begin) + "\n";
  }
  return text;
}

struct Row {
  std::string_view version, datasets, expected;
};

TEST_CASE("schedules of the versions") {
  constexpr std::string_view kTwo =
      "  k.x: {crons: [\"25 * * * *\", \"10 */3 "
      "* * *\"]}\n";
  constexpr std::string_view kUnion =
      "  k.x: {crons: [\"0 4 * * *\", \"0 16 * * *\"], timezone: "
      "Europe/Paris}\n";
  constexpr std::string_view kInputs =
      "  a.one: {cron: \"0 4 * * *\"}\n  a.two: {cron: \"0 * * * *\"}\n"
      "  a.six: {cron: \"0 4 * * *\"}\n";
  const Row rows[] = {
      {"3.3", "  k.x: {cron: \"0 4 * * *\", timezone: Europe/Paris}\n",
       "k_load_daily_0400.py: CronTriggerTimetable(\"0 4 * * *\", "
       "timezone=\"Europe/Paris\")\n"},
      {"2.9", "  k.x: {cron: \"0 4 * * *\", run_label: interval_start}\n",
       "k_load_daily_0400.py: CronDataIntervalTimetable(\"0 4 * * *\", "
       "timezone=\"UTC\")\n"},
      {"3.0", kTwo,
       "k_load_25_x_x_x_x_and_10_x_3_x_x_x.py: "
       "MultipleCronTriggerTimetable(\"25 * * * *\", \"10 */3 * * *\", "
       "timezone=\"UTC\")\n"},
      {"2.11", kTwo,
       "k_load_25_x_x_x_x_and_10_x_3_x_x_x_cron1.py: "
       "CronTriggerTimetable(\"25 * * * *\", timezone=\"UTC\")\n"
       "k_load_25_x_x_x_x_and_10_x_3_x_x_x_cron2.py: "
       "CronTriggerTimetable(\"10 */3 * * *\", timezone=\"UTC\")\n"},
      {"2.11", kUnion,
       "k_load_daily_1600_and_daily_0400.py: CronTriggerTimetable(\"0 4,16 * * "
       "*\", timezone=\"Europe/Paris\")\n"},
      {"2.11", "+  k.x: {inputs: [a.one, a.six]}\n",
       "k_transform.py: [A_ONE, A_SIX]\n"},
      {"3.3", "+  k.x: {inputs: [a.one, a.two], trigger: any}\n",
       "k_transform.py: (A_ONE | A_TWO)\n"},
      {"3.3", "+  k.x: {inputs: [a.one, a.two], trigger: all}\n",
       "k_transform.py: [A_ONE, A_TWO]\n"},
      {"2.11",
       "+  k.x: {inputs: [a.one, a.two, a.six], trigger: \"a.one & (a.two | "
       "a.six)\"}\n",
       "k_transform.py: (A_ONE & (A_TWO | A_SIX))\n"},
      {"2.11",
       "+  k.x: {inputs: [a.one, a.two, a.six], trigger: \"a.one | a.two & "
       "a.six\"}\n",
       "k_transform.py: (A_ONE | (A_TWO & A_SIX))\n"},
      {"3.3", "+  k.x: {inputs: [a.one], trigger: none}\n",
       "k_transform.py: None\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.datasets);
    std::string yaml = "version: 1\ndatasets:\n";
    std::string_view datasets = row.datasets;
    if (datasets.starts_with("+")) {
      yaml += kInputs;
      datasets.remove_prefix(1);
    }
    yaml += datasets;
    const Lowering result = lowering(yaml);
    CHECK(schedules(result.lowered.pipelines, std::string(row.version)) ==
          row.expected);
  }
}

TEST_CASE("a cron or datasets, whichever comes first") {
  Lowering result = lowering(
      "version: 1\ndatasets:\n  a.one: {cron: \"0 4 * * *\"}\n"
      "  k.x: {inputs: [a.one]}\n");
  for (Pipeline& pipeline : result.lowered.pipelines) {
    if (pipeline.start.sensor) pipeline.start.crons = pipeline.ticks;
  }
  CHECK(schedules(result.lowered.pipelines, "3.3") ==
        "k_transform.py: AssetOrTimeSchedule(\n"
        "        timetable=CronTriggerTimetable(\"0 4 * * *\", "
        "timezone=\"UTC\"),\n        assets=[A_ONE],\n    )\n");
  CHECK(schedules(result.lowered.pipelines, "2.11") ==
        "k_transform.py: DatasetOrTimeSchedule(\n"
        "        timetable=CronTriggerTimetable(\"0 4 * * *\", "
        "timezone=\"UTC\"),\n        datasets=[A_ONE],\n    )\n");
}

TEST_CASE("what Airflow cannot say") {
  const Row rows[] = {
      {"3.3", "dialect: quartz\ndatasets: {k.x: {cron: \"30 0 4 * * ?\"}}\n",
       "pipeline \"k_load_0_4_x_x_x_30\": airflow cannot run the cron \"30 0 4 "
       "* "
       "* ?\""},
      {"3.3",
       "run_label: interval_start\ntimezone: Australia/Lord_Howe\n"
       "datasets: {k.x: {cron: \"0 * * * *\"}}\n",
       "pipeline \"k_load_hourly\": airflow's interval timetable stops at the "
       "change of the clock in Australia/Lord_Howe"},
      {"3.3",
       "run_label: interval_start\ntimezone: Europe/Paris\nas_of: 2026-01-01\n"
       "datasets: {k.x: {cron: \"15,45 1-3 * * *\"}}\n",
       "pipeline \"k_load_15_45_1-3_x_x_x\": airflow's interval timetable "
       "loses "
       "a window on 2026-03-29, when clocks in Europe/Paris skip more than one "
       "of its runs"},
      // One run in the gap, and several where clocks never change, are fine.
      {"3.3",
       "run_label: interval_start\ntimezone: Europe/Paris\n"
       "datasets: {k.x: {cron: \"30 1-3 * * *\"}}\n",
       ""},
      {"3.3",
       "run_label: interval_start\ntimezone: Asia/Kolkata\n"
       "datasets: {k.x: {cron: \"15,45 1-3 * * *\"}}\n",
       ""},
      {"2.9",
       "datasets:\n  a.h: {cron: hourly}\n  a.d: {cron: daily}\n"
       "  k.x: {inputs: [a.h, a.d]}\n",
       "pipeline \"k_transform\": airflow 2.9 has no dates of events, which "
       "its "
       "gate needs"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.datasets);
    const Lowering result =
        lowering("version: 1\n" + std::string(row.datasets));
    const auto found = airflow().unsupported(result.lowered.pipelines,
                                             {std::string(row.version), "x"});
    REQUIRE(found.size() == (row.expected.empty() ? 0U : 1U));
    if (found.empty()) continue;
    CHECK(found[0].rule == "EMT001");
    CHECK(found[0].message == row.expected);
    CHECK(!found[0].help.empty());
  }
}

}  // namespace
}  // namespace lockstep
