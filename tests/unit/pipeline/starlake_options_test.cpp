// Every option of Starlake, by name: taken with its default, or refused with
// what to write instead. None is unknown, and none is left out here.

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "model/target_options.hpp"
#include "show.hpp"

namespace lockstep::test {
namespace {

/// nullopt: refused. Source: starlake-orchestration 0.5.7 and its Airflow,
/// Dagster and Snowflake packages, their templates and module variables.
struct StarlakeOption {
  std::string_view name;
  std::optional<std::string_view> fallback;
};
constexpr auto kNo = std::nullopt;
const StarlakeOption kStarlake[] = {
    // DAG configuration.
    {"comment", kNo},
    {"template", kNo},
    {"filename", kNo},
    {"options", kNo},
    // All of them.
    {"sl_env_var", "{}"},
    {"pre_load_strategy", "none"},
    {"global_ack_file_path", "{{SL_DATASETS}}/pending/{{domain}}/{{date}}.ack"},
    {"ack_wait_timeout", "3600"},
    {"run_dependencies_first", "false"},
    {"load_dependencies", kNo},
    {"run_dependencies", kNo},
    {"retries", "1"},
    {"retry_delay", "300"},
    {"start_date", ""},
    {"timezone", ""},
    {"tags", ""},
    {"cron_period_frequency", kNo},
    {"dataset_triggering_strategy", "any"},
    {"optional_dataset_enabled", "false"},
    {"data_cycle_enabled", "false"},
    {"data_cycle", "none"},
    {"beyond_data_cycle_enabled", "true"},
    {"min_timedelta_between_runs", "900"},
    {"sl_schedule_parameter_name", kNo},
    {"sl_schedule_format", kNo},
    {"spark_config_name", kNo},
    {"pre_load_sensor", "false"},
    {"pre_load_poke_interval", "300"},
    {"pre_load_timeout", "3600"},
    {"pre_load_sensor_soft_fail", "false"},
    {"pre_load_deferrable", kNo},
    {"pre_load_not_ready_sentinel_path", kNo},
    // Variables of a DAG's module.
    {"cron", kNo},
    {"filtered_datasets", ""},
    {"jobs", "{}"},
    {"description", ""},
    {"user_defined_macros", kNo},
    {"user_defined_filters", kNo},
    {"access_control", kNo},
    {"spark_properties", "{}"},
    {"get_spark_config", kNo},
    {"SL_ROOT", kNo},
    {"SL_DATASETS", kNo},
    {"SL_TIMEZONE", kNo},
    // Airflow.
    {"default_pool", "default_pool"},
    {"max_active_runs", "3"},
    {"end_date", ""},
    {"catchup", "false"},
    {"default_dag_args", kNo},
    {"airflow_api_conn_id", kNo},
    {"airflow_api_base_url", kNo},
    {"airflow_api_auth", kNo},
    // Shell.
    {"SL_STARLAKE_PATH", "starlake"},
    {"sl_include_env_vars", kNo},
    // Cloud Run.
    {"cloud_run_project_id", ""},
    {"cloud_run_job_name", ""},
    {"cloud_run_job_region", "europe-west1"},
    {"cloud_run_service_account", ""},
    {"cloud_run_async", "true"},
    {"cloud_run_async_poke_interval", "30"},
    {"retry_on_failure", kNo},
    {"retry_delay_in_seconds", kNo},
    {"use_gcloud", kNo},
    {"GOOGLE_CLOUD_SDK", kNo},
    // Dataproc.
    {"cluster_config_name", kNo},
    {"cluster_id", kNo},
    {"dataproc_project_id", ""},
    {"dataproc_region", "europe-west1"},
    {"dataproc_subnet", "default"},
    {"dataproc_service_account", ""},
    {"dataproc_image_version", "2.2-debian12"},
    {"dataproc_name", "dataproc-cluster"},
    {"dataproc_idle_delete_ttl", "3600"},
    {"dataproc_cluster_metadata", "{}"},
    {"dataproc_cluster_properties", "{}"},
    {"dataproc_master_machine_type", "n1-standard-4"},
    {"dataproc_master_disk_type", "pd-standard"},
    {"dataproc_master_disk_size", "1024"},
    {"dataproc_worker_machine_type", "n1-standard-4"},
    {"dataproc_worker_disk_type", "pd-standard"},
    {"dataproc_worker_disk_size", "1024"},
    {"dataproc_num_workers", "4"},
    {"dataproc_job_wait_timeout", kNo},
    {"spark_jar_list", ""},
    {"spark_bucket", ""},
    {"spark_job_main_class", "ai.starlake.job.Main"},
    {"spark_executor_memory", "11g"},
    {"spark_executor_cores", "4"},
    {"spark_executor_instances", "1"},
    // Fargate.
    {"aws_conn_id", "aws_default"},
    {"aws_profile", kNo},
    {"aws_region", "eu-west-3"},
    {"aws_cluster_name", ""},
    {"aws_task_definition_name", ""},
    {"aws_task_definition_container_name", ""},
    {"aws_task_private_subnets", ""},
    {"aws_task_security_groups", ""},
    {"cpu", "1024"},
    {"memory", "2048"},
    {"fargate_async", "true"},
    {"fargate_async_poke_interval", "30"},
    {"AWS_SDK", kNo},
    // Snowflake.
    {"stage_location", kNo},
    {"warehouse", kNo},
    {"packages", kNo},
    {"sl_incoming_file_stage", kNo},
    {"allow_overlapping_execution", kNo},
    {"check_freshness", kNo},
};

/// Options that Starlake does not have.
constexpr std::string_view kOwn[] = {"environment",
                                     "runner",
                                     "gate",
                                     "load_command",
                                     "transform_command",
                                     "import_command",
                                     "preload_command",
                                     "pre_command",
                                     "post_command",
                                     "owner",
                                     "timeout",
                                     "dataproc_serverless"};

TEST_CASE("every option of Starlake is taken or refused") {
  std::set<std::string_view> known(std::begin(kOwn), std::end(kOwn));
  for (const StarlakeOption& option : kStarlake) {
    CAPTURE(option.name);
    CHECK(known.insert(option.name).second);
    const TargetOption* const taken = find_target_option(option.name);
    const RefusedOption* const refused = find_refused_option(option.name);
    CHECK((taken != nullptr) == option.fallback.has_value());
    CHECK((refused != nullptr) == !option.fallback.has_value());
    if (taken != nullptr && option.fallback) {
      CHECK(taken->fallback == *option.fallback);
    }
  }
  for (const TargetOption& option : target_options()) {
    CAPTURE(option.name);
    CHECK(known.contains(option.name));
  }
  for (const RefusedOption& option : refused_options()) {
    CAPTURE(option.name);
    CHECK(known.contains(option.name));
  }
  CHECK(std::ranges::is_sorted(refused_options(), {}, &RefusedOption::name));
}

/// What is wrong with these options.
std::string problems(std::string_view target) {
  return show(lower_yaml("version: 1\ndatasets: {a.x: {cron: hourly}}\n"
                         "pipelines: [{name: p, target: {" +
                         std::string(target) + "}}]\n")
                  .diagnostics);
}

TEST_CASE("options that no other option needs") {
  CHECK(problems("environment: dataproc") ==
        "INP002: dataproc_project_id: environment dataproc needs it | write "
        "\"dataproc_project_id\" into the pipeline's \"target\"\n"
        "INP002: spark_bucket: environment dataproc needs it | write "
        "\"spark_bucket\" into the pipeline's \"target\"\n"
        "INP002: spark_jar_list: environment dataproc needs it | write "
        "\"spark_jar_list\" into the pipeline's \"target\"\n");
  CHECK(problems("jobs: {a.y: k=v}") ==
        "INP002: jobs: there is no task \"a.y\" (did you mean \"a.x\"?)\n");
  CHECK(problems("jobs: {a.x: k=v}") == "");
}

}  // namespace
}  // namespace lockstep::test
