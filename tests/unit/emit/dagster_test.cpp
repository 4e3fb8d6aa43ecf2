// What Dagster is told of starts, windows, names and environments, by version,
// and what it cannot be told.

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "analyze.hpp"
#include "emit/emitter.hpp"
#include "pipeline/lower.hpp"

namespace lockstep {
namespace {

/// Pipelines look into what they are made of.
struct Lowering {
  Analysis analysis;
  std::vector<Pipeline> pipelines;
};

Lowering lowering(std::string_view yaml) {
  const std::string text =
      "version: 1\nas_of: 2026-01-01\n" + std::string(yaml);
  Sources sources;
  sources.add({"lockstep.yaml", text, "", {}});
  Lowering result{analyze(sources, {}), {}};
  result.pipelines =
      lower(result.analysis.project, result.analysis.derivation).pipelines;
  return result;
}

const Emitter& dagster() {
  static const Emitters emitters = built_in_emitters();
  return *emitters.find("dagster");
}

/// Of the file that begins with `k`: from `begin` to the blank line behind it.
std::string part(std::string_view yaml, const std::string& version,
                 std::string_view begin) {
  const Lowering lowered = lowering(yaml);
  for (const OutputFile& file :
       dagster().emit(lowered.pipelines, {version, "x"})) {
    if (file.path[0] != 'k') continue;
    const std::size_t at = file.text.find(begin);
    if (at == std::string::npos) return "";
    const std::size_t end = file.text.find("\n\n", at);
    return file.text.substr(at, std::min(end, file.text.size() - 1) - at);
  }
  return "no file";
}

struct Row {
  std::string_view version, begin, yaml, expected;
};

TEST_CASE("what starts a job") {
  const Row rows[] = {
      {"1.13", "k_load_daily_0400_schedule",
       "datasets: {k.x: {cron: \"0 4 * * *\", timezone: Europe/Paris}}\n",
       "k_load_daily_0400_schedule = dg.ScheduleDefinition(\n"
       "    name=\"k_load_daily_0400_schedule\",\n"
       "    job=k_load_daily_0400,\n"
       "    cron_schedule=\"0 4 * * *\",\n"
       "    execution_timezone=\"Europe/Paris\",\n"
       "    execution_fn=RUN.at,\n"
       "    default_status=dg.DefaultScheduleStatus.RUNNING,\n)"},
      // Crons of one zone are one schedule, and have no partitions.
      {"1.9", "    cron_schedule=",
       "datasets: {k.x: {crons: [\"25 * * * *\", \"10 */3 * * *\"]}}\n",
       "    cron_schedule=[\"25 * * * *\", \"10 */3 * * *\"],\n"
       "    execution_timezone=\"UTC\",\n"
       "    execution_fn=RUN.at,\n"
       "    default_status=dg.DefaultScheduleStatus.RUNNING,\n)"},
      {"1.9", "PARTITIONS",
       "datasets: {k.x: {crons: [\"25 * * * *\", \"10 */3 * * *\"]}}\n", ""},
      {"1.9", "k_transform_sensor",
       "datasets:\n  a.x: {cron: \"0 4 * * *\"}\n  k.y: {inputs: [a.x]}\n",
       "k_transform_sensor = dg.SensorDefinition(\n"
       "    name=\"k_transform_sensor\",\n"
       "    job=k_transform,\n"
       "    evaluation_fn=RUN.sense,\n"
       "    default_status=dg.DefaultSensorStatus.RUNNING,\n)"},
      {"1.13", "    return",
       "datasets:\n  a.x: {cron: \"0 4 * * *\"}\n  a.y: {cron: hourly}\n"
       "  k.y: {inputs: [a.x, a.y], trigger: any}\n",
       "    return \"a.x\" in new or \"a.y\" in new"},
      {"1.13", "    return",
       "datasets:\n  a.x: {cron: \"0 4 * * *\"}\n  a.y: {cron: hourly}\n"
       "  a.z: {cron: hourly}\n"
       "  k.y: {inputs: [a.x, a.y, a.z], trigger: \"a.x & (a.y | a.z)\"}\n",
       "    return \"a.x\" in new and (\"a.y\" in new or \"a.z\" in new)"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    CHECK(part(row.yaml, std::string(row.version), row.begin) == row.expected);
  }
}

TEST_CASE("windows as partitions") {
  const Row rows[] = {
      // The run of the first day is for the window before it.
      {"1.13", "PARTITIONS = ",
       "datasets: {k.x: {cron: \"0 4 * * *\", timezone: Europe/Paris}}\n",
       "PARTITIONS = dg.TimeWindowPartitionsDefinition(\n"
       "    cron_schedule=\"0 4 * * *\",\n"
       "    start=datetime(2025, 12, 31, 4, 0),\n"
       "    timezone=\"Europe/Paris\",\n    fmt=FORMAT,\n)\nRUN = Run(\n"
       "    \"k_load_daily_0400\",\n"
       "    (Cron(\"0 4 * * *\", \"Europe/Paris\", \"dagster\"),),\n"
       "    partitions=PARTITIONS,\n)\nASSETS = [\n    dg.AssetSpec(\n"
       "        key=\"k_x\",\n        metadata={\"dataset\": \"k.x\", "
       "\"cron\": "
       "\"0 4 * * * Europe/Paris\"},\n"
       "        group_name=\"k_load_daily_0400\",\n"
       "        partitions_def=PARTITIONS,\n    ),\n]"},
      // Labels are begins of windows: the first one begins on the first day.
      {"1.9", "    start=",
       "run_label: interval_start\ndatasets: {k.x: {cron: \"0 4 * * *\"}}\n"
       "pipelines:\n  - name: k_load_daily_0400\n    select: [\"*\"]\n    "
       "target: {start_date: 2026-02-01, "
       "end_date: 2026-03-01}\n",
       "    start=datetime(2026, 2, 1),\n    end=datetime(2026, 3, 1, 4, 0),\n"
       "    timezone=\"UTC\",\n    fmt=FORMAT,\n)\nRUN = Run(\n"
       "    \"k_load_daily_0400\",\n"
       "    (Cron(\"0 4 * * *\", \"UTC\", \"dagster\"),),\n"
       "    partitions=PARTITIONS,\n)\nASSETS = [\n    dg.AssetSpec(\n"
       "        key=\"k_x\",\n        metadata={\"dataset\": \"k.x\", "
       "\"cron\": "
       "\"0 4 * * * UTC\"},\n        group_name=\"k_load_daily_0400\",\n"
       "        partitions_def=PARTITIONS,\n    ),\n]"},
      // Partitions of two zones cannot be mapped, those of one can.
      {"1.13", "deps=",
       "datasets:\n"
       "  a.p: {cron: \"0 4 * * *\", timezone: Europe/Paris}\n"
       "  a.u: {cron: \"0 3 * * *\"}\n"
       "  k.x: {cron: \"0 6 * * *\", inputs: [a.p, a.u]}\n",
       "deps=[dg.AssetDep(\"a_p\", "
       "partition_mapping=dg.LastPartitionMapping()), \"a_u\"],\n"
       "        metadata={\"dataset\": \"k.x\", \"cron\": \"0 6 * * * UTC\"},\n"
       "        group_name=\"k_transform\",\n"
       "        partitions_def=PARTITIONS,\n    ),\n]"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    CHECK(part(row.yaml, std::string(row.version), row.begin) == row.expected);
  }
}

TEST_CASE("what only 1.13 has without a warning") {
  constexpr std::string_view kYaml =
      "datasets: {k.x: {cron: daily, freshness: {max_age: 36h}}}\n"
      "pipelines:\n  - name: k\n    select: [\"*\"]\n"
      "    target: {owner: data, default_pool: loads}\n";
  struct {
    std::string_view version, has;
  } const rows[] = {
      {"1.13", "owners=[\"team:data\"],"},
      {"1.13",
       "freshness_policy=dg.FreshnessPolicy.time_window(\n"
       "            fail_window=timedelta(seconds=129600),\n        ),"},
      {"1.13", "pool=\"loads\","},
      {"1.9", "\"owner\": \"data\""},
      {"1.9", "tags={\"dagster/concurrency_key\": \"loads\"},"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.has);
    for (const std::string version : {"1.9", "1.13"}) {
      const std::string text =
          part(kYaml, version, "ASSETS") + part(kYaml, version, "@dg.op");
      CHECK((text.find(row.has) != std::string::npos) ==
            (version == row.version));
    }
  }
}

TEST_CASE("names that are Dagster's, or ours") {
  const Lowering lowered = lowering(
      "datasets:\n  k.RUN: {cron: daily}\n  k.a: {cron: daily}\n"
      "  k.a_task: {inputs: [k.a]}\n"
      "pipelines:\n  - {name: context, select: [k.RUN]}\n"
      "  - {name: definitions, select: [k.a, k.a_task]}\n");
  std::vector<std::string> paths;
  for (const OutputFile& file :
       dagster().emit(lowered.pipelines, {"1.13", "x"})) {
    if (!file.path.starts_with("lockstep_")) paths.push_back(file.path);
  }
  CHECK(fmt::format("{}", fmt::join(paths, " ")) ==
        "context_.py definitions_2.py definitions.py");
}

TEST_CASE("what Dagster cannot say") {
  const Row rows[] = {
      {"1.13", "", "dialect: quartz\ndatasets: {k.x: {cron: \"30 0 4 * * ?\"}}",
       "pipeline \"k_load_0_4_x_x_x_30\": dagster cannot run a cron with "
       "seconds or years"},
      {"1.13", "",
       "timezone: Australia/Lord_Howe\ndatasets: {k.x: {cron: hourly}}",
       "pipeline \"k_load_hourly\": dagster 1.13 runs a cron of every hour in "
       "Australia/Lord_Howe at other minutes"},
      {"1.9", "", "timezone: Asia/Kolkata\ndatasets: {k.x: {cron: hourly}}",
       "pipeline \"k_load_hourly\": dagster 1.9 runs a cron of every hour in "
       "Asia/Kolkata at other minutes"},
      {"1.13", "",
       "datasets: {k.x: {cron: daily}}\npipelines: [{name: k, select: "
       "[\"*\"], target: {catchup: true}}]",
       "pipeline \"k\": dagster does not make up for runs of the past by "
       "itself"},
      {"1.13", "",
       "datasets: {k.x: {cron: daily}}\npipelines: [{name: k, select: "
       "[\"*\"], target: {pre_load_strategy: pending, environment: cloud_run, "
       "cloud_run_job_name: j}}]",
       "pipeline \"k\": \"check_k_pending_files\" decides by an exit code, "
       "which cloud_run does not give"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    const Lowering lowered = lowering(row.yaml);
    const auto found = dagster().unsupported(lowered.pipelines,
                                             {std::string(row.version), "x"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].rule == "EMT001");
    CHECK(found[0].message == row.expected);
    CHECK(!found[0].help.empty());
  }
}

}  // namespace
}  // namespace lockstep
