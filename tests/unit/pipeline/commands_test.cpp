// What tasks call, and what is wrong with options.

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "pipeline/pipeline.hpp"
#include "pipeline/runner.hpp"
#include "show.hpp"

namespace lockstep::test {
namespace {

const std::string kDatasets =
    "version: 1\n"
    "datasets:\n"
    "  a.one: {cron: \"0 4 * * *\"}\n"
    "  a.two: {cron: \"0 4 * * *\"}\n"
    "  k.x: {inputs: [a.one, a.two]}\n";

std::string with_target(std::string_view target) {
  return kDatasets + "pipelines: [{name: p, target: {" + std::string(target) +
         "}}]\n";
}

/// `id: command` of every task that has one.
std::string commands(const Lowered& lowered) {
  std::string text = show(lowered.diagnostics);
  for (const Pipeline& pipeline : lowered.pipelines) {
    for (const Task& task : pipeline.tasks) {
      if (!task.command.empty()) {
        text += task.id + ": " + show(task.command) + "\n";
      }
    }
  }
  return text;
}

struct Row {
  std::string_view target, expected;
};

TEST_CASE("commands of the runners") {
  const Row rows[] = {
      {"",
       "load_a_one: starlake load --scheduledDate <tick> --domains a --tables "
       "one\n"
       "load_a_two: starlake load --scheduledDate <tick> --domains a --tables "
       "two\n"
       "k_x_task: starlake transform --scheduledDate <tick> --name k.x "
       "--options sl_data_interval_start='<window_start>',"
       "sl_data_interval_end='<window_end>'\n"},
      {"SL_STARLAKE_PATH: /opt/sl, sl_env_var: {SL_ROOT: /data}, "
       "pre_load_strategy: imported",
       "check_a_incoming_files: /opt/sl preload --domain a --tables one,two "
       "--strategy imported --options SL_ROOT=/data,SL_RUN_MODE=main,"
       "SL_LOG_LEVEL=info\n"
       "import_a: /opt/sl stage --domains a --tables one,two --options "
       "SL_ROOT=/data,SL_RUN_MODE=main,SL_LOG_LEVEL=info\n"
       "load_a_one: /opt/sl load --scheduledDate <tick> --domains a --tables "
       "one --options SL_ROOT=/data\n"
       "load_a_two: /opt/sl load --scheduledDate <tick> --domains a --tables "
       "two --options SL_ROOT=/data\n"
       "k_x_task: /opt/sl transform --scheduledDate <tick> --name k.x "
       "--options SL_ROOT=/data,sl_data_interval_start='<window_start>',"
       "sl_data_interval_end='<window_end>'\n"},
      {"jobs: {k.x: \"a=1,SL_ROOT=/b, flag ,a=2\"}, sl_env_var: {SL_ROOT: "
       "/c, X: 1}",
       "load_a_one: starlake load --scheduledDate <tick> --domains a --tables "
       "one --options SL_ROOT=/c,X=1\n"
       "load_a_two: starlake load --scheduledDate <tick> --domains a --tables "
       "two --options SL_ROOT=/c,X=1\n"
       "k_x_task: starlake transform --scheduledDate <tick> --name k.x "
       "--options SL_ROOT=/b,X=1,sl_data_interval_start='<window_start>',"
       "sl_data_interval_end='<window_end>',a=2,flag\n"},
      {"runner: dbt",
       "load_a_one: dbt build --select one --vars {\"window_start\": "
       "\"<window_start>\", \"window_end\": \"<window_end>\"}\n"
       "load_a_two: dbt build --select two --vars {\"window_start\": "
       "\"<window_start>\", \"window_end\": \"<window_end>\"}\n"
       "k_x_task: dbt build --select x --vars {\"window_start\": "
       "\"<window_start>\", \"window_end\": \"<window_end>\"}\n"},
      {"runner: command, load_command: \"ld '{{table}} x' {{ date }}\", "
       "transform_command: \"run {{name}} --to={{window_end}}\"",
       "load_a_one: ld one x <tick_date>\n"
       "load_a_two: ld two x <tick_date>\n"
       "k_x_task: run k.x --to=<window_end>\n"},
      {"environment: cloud_run, cloud_run_job_name: j",
       "load_a_one: load --scheduledDate <tick> --domains a --tables one\n"
       "load_a_two: load --scheduledDate <tick> --domains a --tables two\n"
       "k_x_task: transform --scheduledDate <tick> --name k.x --options "
       "sl_data_interval_start='<window_start>',sl_data_interval_end="
       "'<window_end>'\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target);
    CHECK(commands(lower_yaml(with_target(row.target))) == row.expected);
  }
}

TEST_CASE("no window where no ticks are known") {
  const std::string yaml =
      "version: 1\ndatasets:\n  k.x: {inputs: [a.one]}\n"
      "pipelines: [{name: p, target: {runner: ";
  CHECK(commands(lower_yaml(yaml + "starlake}}]\n")) ==
        "k_x_task: starlake transform --scheduledDate <tick> --name k.x\n");
  CHECK(commands(lower_yaml(yaml + "dbt}}]\n")) ==
        "k_x_task: dbt build --select x\n");
}

TEST_CASE("a table without a schedule is loaded by hand, or with its readers") {
  const std::string yaml =
      "version: 1\ndatasets:\n  a.one: {trigger: none}\n"
      "  k.x: {inputs: [a.one]}\n";
  CHECK(show(lower_yaml(yaml)) ==
        "a_load_manual: by hand; start load_a_one end; start>load_a_one "
        "load_a_one>end\n"
        "k_transform: all a.one; start k_x_task end; start>k_x_task "
        "k_x_task>end\n");
  const Lowered first = lower_yaml(
      "version: 1\ndatasets:\n  a.one: {}\n  k.x: {inputs: [a.one]}\n"
      "pipelines: [{name: p, select: [k.x], target: "
      "{run_dependencies_first: true}}]\n");
  CHECK(show(first.pipelines[0]) ==
        "p: by hand; start a_one_table k_x_task end; start>a_one_table "
        "a_one_table>k_x_task k_x_task>end\n");
}

TEST_CASE("a sensor looks until its own limit") {
  const auto check_of = [](std::string_view target) {
    Lowered lowered = lower_yaml(
        with_target("pre_load_strategy: pending, " + std::string(target)));
    return lowered.pipelines[0].tasks[1];
  };
  CHECK(!check_of("pre_load_timeout: 60").poll);
  const Task hard = check_of("pre_load_sensor: true, pre_load_timeout: 600");
  CHECK(hard.poll == seconds{300});
  CHECK(hard.timeout == seconds{600});
  CHECK(hard.must_succeed);
  CHECK(!check_of("pre_load_sensor: true, pre_load_sensor_soft_fail: true")
             .must_succeed);
}

TEST_CASE("the project's folder, on the shell alone") {
  const auto directory_of = [](std::string_view target) {
    return lower_yaml(with_target(target)).pipelines[0].tasks[1].directory;
  };
  CHECK(directory_of("sl_env_var: {SL_ROOT: /data}") == "/data");
  CHECK(directory_of("sl_env_var: {SL_ROOT: gs://b}") == "");
  CHECK(directory_of("runner: dbt, sl_env_var: {SL_ROOT: /data}") == "");
  CHECK(directory_of("environment: cloud_run, cloud_run_job_name: j, "
                     "sl_env_var: {SL_ROOT: /data}") == "");
}

TEST_CASE("tasks around the others") {
  const Lowered lowered = lower_yaml(
      with_target("pre_command: 'before {{pipeline}}', post_command: after, "
                  "pre_load_strategy: ack, sl_env_var: {SL_DATASETS: /d}"));
  CHECK(
      show(lowered) ==
      "p: cron 0 4 * * *; start pre_tasks check_a_ack_file "
      "skip_or_start_loading_a load_a_one load_a_two k_x_task post_tasks end; "
      "start>pre_tasks pre_tasks>check_a_ack_file "
      "check_a_ack_file>skip_or_start_loading_a "
      "skip_or_start_loading_a>load_a_one skip_or_start_loading_a>load_a_two "
      "load_a_one>k_x_task load_a_two>k_x_task k_x_task>post_tasks "
      "k_x_task>end post_tasks>end\n");
  const Task& check = lowered.pipelines[0].tasks[2];
  CHECK(check.poll == seconds{300});
  CHECK(check.timeout == seconds{3600});
  CHECK(show(check.command)
            .ends_with("--globalAckFilePath /d/pending/a/<tick_date>.ack"));
}

TEST_CASE("a cluster is made before and deleted after") {
  const Lowered lowered = lower_yaml(with_target(
      "environment: dataproc, dataproc_project_id: p, spark_bucket: b, "
      "spark_jar_list: [gs://j.jar]"));
  CHECK(show(lowered) ==
        "p: cron 0 4 * * *; start create_dataproc-cluster_cluster load_a_one "
        "load_a_two k_x_task delete_dataproc-cluster_cluster end; "
        "start>create_dataproc-cluster_cluster "
        "create_dataproc-cluster_cluster>load_a_one "
        "create_dataproc-cluster_cluster>load_a_two "
        "create_dataproc-cluster_cluster>delete_dataproc-cluster_cluster "
        "load_a_one>k_x_task "
        "load_a_two>k_x_task k_x_task>delete_dataproc-cluster_cluster "
        "k_x_task>end delete_dataproc-cluster_cluster>end\n");
}

TEST_CASE("what is wrong with options") {
  const Row rows[] = {
      {"environment: cloud_run",
       "INP002: cloud_run_job_name: environment cloud_run needs it | write "
       "\"cloud_run_job_name\" into the pipeline's \"target\"\n"},
      {"runner: dtb",
       "INP002: runner: unknown runner \"dtb\" (did you mean \"dbt\"?) | known "
       "are command, dbt and starlake\n"},
      {"runner: command, load_command: \"x {{tabel}}\", transform_command: y",
       "INP002: load_command: \"tabel\" is no placeholder (did you mean "
       "\"table\"?) | known are {{name}}, {{domain}}, {{table}}, "
       "{{window_start}}, {{window_end}}, {{tick}} and {{date}}\n"},
      {"runner: command, load_command: x",
       "INP002: transform_command: runner command needs it | write a command "
       "line, such as \"run {{name}} {{window_start}}\"\n"},
      {"pre_load_strategy: ack",
       "INP002: global_ack_file_path: nothing is known of {{SL_DATASETS}} | "
       "give it in sl_env_var; {{domain}} and {{date}} are known\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target);
    CHECK(show(lower_yaml(with_target(row.target)).diagnostics) ==
          row.expected);
  }
}

TEST_CASE("ids that collide, cycles, loads without a domain") {
  const Row rows[] = {
      {"version: 1\ndatasets:\n  a.b_c: {cron: daily}\n  a_b.c: {cron: daily}\n"
       "pipelines: [{name: p}]\n",
       "GRA003: \"a.b_c\" and \"a_b.c\" would be one dataset, \"a_b_c\" | "
       "rename one of them\n"
       "GRA003: \"a.b_c\" and \"a_b.c\" have one id, \"load_a_b_c\", in "
       "pipeline \"p\" | rename one, or put them into different pipelines\n"},
      {"version: 1\ndatasets:\n  k.a: {inputs: [k.b]}\n  k.b: {inputs: "
       "[k.a]}\n",
       "EMT001: \"k.a\" is part of a cycle: no pipeline can run its jobs in "
       "order | lockstep explain GRA001\n"},
      {"version: 1\ndatasets:\n  orders: {cron: daily}\n",
       "EMT001: \"orders\" has no domain, and starlake loads DOMAIN.TABLE | "
       "name it domain.table, or choose runner command\n"},
      {"version: 1\ndatasets:\n  a.x_y: {cron: daily}\n  a.x-y: {cron: daily}\n"
       "  a.x$y: {cron: daily}\npipelines: [{name: \"{{table}}\"}]\n",
       ""},
      {"version: 1\ndatasets:\n  a.x: {cron: daily}\n  b.x: {cron: hourly}\n"
       "pipelines: [{name: \"{{table}}\", select: [\"a.*\"]}, {name: \"X\"}]\n",
       ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target);
    CHECK(show(lower_yaml(row.target).diagnostics) == row.expected);
  }
}

TEST_CASE("command lines") {
  struct {
    std::string_view line, expected;
  } const rows[] = {
      {"a b  c", "a|b|c"},          {"'a b' c", "a b|c"},
      {"a\"b c\"d", "ab cd"},       {"'' x", "|x"},
      {"{{v}}{{tick}}", "V<tick>"}, {"\"{{ v }} {{date}}\"", "V <tick_date>"},
      {"a {{oops}}", "a"},          {"", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.line);
    std::vector<std::string> unknown;
    std::string text;
    bool first = true;
    for (const Word& word : parse_command(row.line, {{"v", "V"}}, unknown)) {
      text += (first ? "" : "|") + show(Words{word});
      first = false;
    }
    CHECK(text == row.expected);
  }
}

TEST_CASE("sanitised ids") {
  CHECK(sanitized("kpi.order summary") == "kpi_order_summary");
  CHECK(sanitized("a$b-c") == "aSb-c");
  CHECK(sanitized("caf\u00e9.\u6771\u4eac") == "caf____");
  const std::string name(1024, 'x');
  CHECK(sanitized(name).size() == 200);
  CHECK(sanitized(name) != sanitized(name + "y"));
}

}  // namespace
}  // namespace lockstep::test
