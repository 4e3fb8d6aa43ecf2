// What Starlake has and lockstep has not. Source: starlake-orchestration 0.5.7,
// starlake-airflow 0.6.19, starlake-dagster 0.5.10 and the templates that their
// DAG files are made of.
#include <algorithm>
#include <iterator>

#include "model/target_options.hpp"

namespace lockstep {
namespace {

constexpr std::string_view kSnowflake =
    "it belongs to Starlake's tasks in Snowflake, which lockstep does not "
    "write; leave it out";
constexpr std::string_view kNoCommandLine =
    "the provider's own operators run the job, without a command line tool; "
    "leave it out";
constexpr std::string_view kNoCalls =
    "the gate reads events where its task runs and calls no API; leave it out";
constexpr std::string_view kOneSlot =
    "events carry the tick that they are for, so there is no second dataset "
    "for every slot; leave it out";
constexpr std::string_view kMacros =
    "commands have placeholders instead: {{window_start}}, {{window_end}}, "
    "{{tick}} and {{date}} with runner command";
constexpr std::string_view kOneCluster =
    "each run has a cluster of its own; dataproc_name is the first part of its "
    "name";

constexpr RefusedOption kRefused[] = {
    {"AWS_SDK", kNoCommandLine},
    {"GOOGLE_CLOUD_SDK", kNoCommandLine},
    {"SL_DATASETS", "write it into sl_env_var"},
    {"SL_ROOT", "write it into sl_env_var"},
    {"SL_TIMEZONE", "write timezone, and SL_TIMEZONE into sl_env_var"},
    {"access_control",
     "who may see a DAG is declared in Airflow, with its roles; leave it out"},
    {"airflow_api_auth", kNoCalls},
    {"airflow_api_base_url", kNoCalls},
    {"airflow_api_conn_id", kNoCalls},
    {"allow_overlapping_execution", kSnowflake},
    {"aws_profile", "the connection aws_conn_id has the credentials"},
    {"check_freshness", kSnowflake},
    {"cluster_config_name", kOneCluster},
    {"cluster_id", kOneCluster},
    {"comment", "write description"},
    {"cron", "write cron or schedule at the dataset"},
    {"cron_period_frequency",
     "Starlake reads it and does nothing with it; lockstep compares crons over "
     "the whole calendar"},
    {"dataproc_job_wait_timeout", "write timeout, which is of the whole run"},
    {"default_dag_args",
     "write owner, retries, retry_delay, start_date and end_date by name"},
    {"filename",
     "write name of the pipeline, a template such as "
     "\"{{domain}}_tables\""},
    {"get_spark_config",
     "Starlake looks for it in a text and never finds it; write "
     "spark_executor_memory, spark_executor_cores, spark_executor_instances "
     "and spark_properties"},
    {"load_dependencies",
     "it is called run_dependencies_first since August 2025"},
    {"options", "write the options themselves into target"},
    {"packages", kSnowflake},
    {"pre_load_deferrable",
     "a check for files runs on the shell alone and waits without a worker; "
     "leave it out"},
    {"pre_load_not_ready_sentinel_path",
     "the exit code of the check says that nothing is there; leave it out"},
    {"retry_delay_in_seconds", "write retry_delay"},
    {"retry_on_failure", "write retries"},
    {"run_dependencies",
     "it is called run_dependencies_first since August 2025"},
    {"sl_include_env_vars",
     "commands inherit the environment of the worker, all of it; leave it out"},
    {"sl_incoming_file_stage", kSnowflake},
    {"sl_schedule_format", kOneSlot},
    {"sl_schedule_parameter_name", kOneSlot},
    {"spark_config_name",
     "Starlake hands it to get_spark_config, which it never finds; write "
     "spark_executor_memory, spark_executor_cores, spark_executor_instances "
     "and spark_properties"},
    {"stage_location", kSnowflake},
    {"template", "lockstep emit TARGET and environment say what it said"},
    {"use_gcloud", kNoCommandLine},
    {"user_defined_filters", kMacros},
    {"user_defined_macros", kMacros},
    {"warehouse", kSnowflake},
};

}  // namespace

std::span<const RefusedOption> refused_options() { return kRefused; }

const RefusedOption* find_refused_option(std::string_view name) {
  const auto* const found =
      std::ranges::find(kRefused, name, &RefusedOption::name);
  return found == std::end(kRefused) ? nullptr : found;
}

}  // namespace lockstep
