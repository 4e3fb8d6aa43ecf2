// The table. Defaults: starlake-orchestration 0.5 and its Airflow package.
#include "model/target_options.hpp"

#include <algorithm>

namespace lockstep {
namespace {

using enum OptionType;

constexpr TargetOption kOptions[] = {
    // What runs where.
    {"environment", Choice, "shell", "where commands run",
     "shell|cloud_run|dataproc|fargate"},
    {"runner", Text, "starlake",
     "what the commands call: starlake, dbt or command"},
    {"gate", Choice, "auto",
     "`auto`: a gate only where the target's own triggers could start the "
     "wrong run; `always`: also against lost and repeated events",
     "auto|always"},
    {"load_command", Command, "", "runner command: how a table is loaded"},
    {"transform_command", Command, "", "runner command: how a task is run"},
    {"import_command", Command, "", "runner command: how files are staged"},
    {"preload_command", Command, "",
     "runner command: fails while there is nothing to load"},
    {"pre_command", Command, "", "a task before all others"},
    {"post_command", Command, "",
     "a task after all others, whatever became of them"},
    // The pipeline.
    {"description", Text, "", "what it is for (default: when it runs, why)"},
    {"owner", Text, "airflow", "who answers for it"},
    {"tags", Texts, "", "labels in the target's own list of pipelines"},
    {"default_pool", Text, "default_pool", "the pool of slots its tasks use"},
    {"retries", Count, "1", "how often a failed task is tried again"},
    {"retry_delay", Seconds, "300", "between two tries"},
    {"timeout", Seconds, "", "a run that takes longer fails"},
    {"start_date", Day, "", "first day (default: as_of of the project)"},
    {"end_date", Day, "", "last day"},
    {"timezone", Text, "", "zone of days (default: the project's)"},
    {"catchup", Boolean, "false", "runs of the past are made up for"},
    {"max_active_runs", Count, "3",
     "runs at the same time; 1 where datasets start them"},
    // Loads.
    {"pre_load_strategy", Choice, "none",
     "what must be there before a domain is loaded",
     "none|imported|pending|ack"},
    {"global_ack_file_path", Text,
     "{{SL_DATASETS}}/pending/{{domain}}/{{date}}.ack",
     "the file that strategy ack waits for"},
    {"ack_wait_timeout", Seconds, "3600", "how long it is waited for"},
    {"pre_load_sensor", Boolean, "false",
     "look again until there are files, instead of once; strategy ack always "
     "does"},
    {"pre_load_poke_interval", Seconds, "300", "between two looks"},
    {"pre_load_timeout", Seconds, "3600", "how long a sensor looks"},
    {"pre_load_sensor_soft_fail", Boolean, "false",
     "a sensor that found nothing is skipped instead of failed"},
    // What starts transforms.
    {"run_dependencies_first", Boolean, "false",
     "take the jobs of all inputs into the pipeline, at any depth"},
    {"filtered_datasets", Texts, "", "inputs that are not waited for"},
    {"dataset_triggering_strategy", Choice, "any",
     "`any` is lockstep's aligned; for others declare `trigger` at the dataset",
     "any"},
    {"optional_dataset_enabled", Boolean, "false",
     "inputs slower than the data cycle are not waited for"},
    {"data_cycle_enabled", Boolean, "false",
     "inputs without a cron follow the data cycle"},
    {"data_cycle", Text, "none", "a preset or a cron"},
    {"beyond_data_cycle_enabled", Boolean, "true",
     "inputs slower than the data cycle may be older by their freshness"},
    {"min_timedelta_between_runs", Seconds, "900",
     "kept for Starlake's files: the gate never starts an anchor twice"},
    {"jobs", TextMap, "{}",
     "more `--options` of single transforms: `{kpi.x: \"key=value\"}`"},
    // Starlake and the shell.
    {"SL_STARLAKE_PATH", Text, "starlake", "the command"},
    {"sl_env_var", TextMap, "{}", "environment of every command"},
    {"spark_executor_memory", Text, "11g", "of every executor"},
    {"spark_executor_cores", Count, "4", "of every executor"},
    {"spark_executor_instances", Count, "1", "number of executors"},
    {"spark_properties", TextMap, "{}", "more properties of Spark's jobs"},
    // Google Cloud Run.
    {"cloud_run_project_id", Text, "", "the project of the job"},
    {"cloud_run_job_name", Text, "", "required with cloud_run"},
    {"cloud_run_job_region", Text, "europe-west1", "the region of the job"},
    {"cloud_run_service_account", Text, "", "whom to act as"},
    {"cloud_run_async", Boolean, "true",
     "wait without a worker (deferred) instead of with one"},
    {"cloud_run_async_poke_interval", Seconds, "30", "between two looks"},
    // Google Dataproc.
    {"dataproc_project_id", Text, "", "required with dataproc"},
    {"dataproc_region", Text, "europe-west1", "the region of the cluster"},
    {"dataproc_name", Text, "dataproc-cluster", "first part of its name"},
    {"dataproc_subnet", Text, "default", "the network of the cluster"},
    {"dataproc_service_account", Text, "", "whom to act as"},
    {"dataproc_image_version", Text, "2.2-debian12", "of the cluster"},
    {"dataproc_idle_delete_ttl", Seconds, "3600",
     "deletes a cluster that was forgotten"},
    {"dataproc_master_machine_type", Text, "n1-standard-4", "of the master"},
    {"dataproc_master_disk_type", Text, "pd-standard", "of the master"},
    {"dataproc_master_disk_size", Count, "1024", "of the master, in GB"},
    {"dataproc_worker_machine_type", Text, "n1-standard-4", "of workers"},
    {"dataproc_worker_disk_type", Text, "pd-standard", "of workers"},
    {"dataproc_worker_disk_size", Count, "1024", "of workers, in GB"},
    {"dataproc_num_workers", Count, "4", "0: a single node"},
    {"dataproc_cluster_metadata", TextMap, "{}", "of its machines"},
    {"dataproc_cluster_properties", TextMap, "{}", "more of its software's"},
    {"dataproc_serverless", Boolean, "false",
     "a batch for each task instead of a cluster"},
    {"spark_jar_list", Texts, "", "required with dataproc"},
    {"spark_bucket", Text, "", "required with dataproc: the staging bucket"},
    {"spark_job_main_class", Text, "ai.starlake.job.Main", "what is run"},
    // AWS Fargate.
    {"aws_conn_id", Text, "aws_default", "the connection"},
    {"aws_region", Text, "eu-west-3", "the region of the cluster"},
    {"aws_cluster_name", Text, "", "required with fargate"},
    {"aws_task_definition_name", Text, "", "required with fargate"},
    {"aws_task_definition_container_name", Text, "", "required with fargate"},
    {"aws_task_private_subnets", Texts, "", "required with fargate"},
    {"aws_task_security_groups", Texts, "", "required with fargate"},
    {"cpu", Count, "1024", "of a task, in units"},
    {"memory", Count, "2048", "of a task, in MB"},
    {"fargate_async", Boolean, "true",
     "wait without a worker (deferred) instead of with one"},
    {"fargate_async_poke_interval", Seconds, "30", "between two looks"},
};

}  // namespace

std::span<const TargetOption> target_options() { return kOptions; }

const TargetOption* find_target_option(std::string_view name) {
  const auto* const found =
      std::ranges::find(kOptions, name, &TargetOption::name);
  return found == std::end(kOptions) ? nullptr : found;
}

}  // namespace lockstep
