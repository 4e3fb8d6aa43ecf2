// Commands that run elsewhere, by the operators of the clouds' own providers:
// Google Cloud Run, Dataproc (a cluster for a run, or a batch for a task), AWS
// Fargate. Arguments are those of google 10 to 22 and amazon 8 to 9.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "emit/airflow_parts.hpp"
#include "emit/writer.hpp"

namespace lockstep {
namespace {

Python words(const Task& task) {
  Python list = Python::list();
  for (std::size_t i = 0; i < task.command.size(); ++i) {
    list.item(Python::text(jinja_word(task, task.command[i])));
  }
  return list;
}

Python named_values(const Task& task) {
  Python list = Python::list();
  for (const auto& [name, value] : task.env) {
    Python entry = Python::dict();
    entry.entry("name", rendered_text(name));
    entry.entry("value", rendered_text(value));
    list.item(std::move(entry));
  }
  return list;
}

const std::string& option(const DagFile& file, const char* name) {
  return file.pipeline.environment.options.at(name);
}

Python flag(const DagFile& file, const char* name) {
  return Python(option(file, name) == "true" ? "True" : "False");
}

void argument_if(DagFile& file, Python& call, std::string_view name,
                 const char* option_name) {
  const std::string& value = option(file, option_name);
  if (!value.empty()) call.argument(name, rendered_text(value));
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

Python texts(std::string_view blank_separated) {
  Python list = Python::list();
  for (const std::string& part : split(blank_separated)) {
    list.item(rendered_text(part));
  }
  return list;
}

Python cloud_run(DagFile& file, const Task& task) {
  Python call = operator_call(
      task, file.import("airflow.providers.google.cloud.operators.cloud_run",
                        "CloudRunExecuteJobOperator"));
  Python container = Python::dict();
  container.entry("args", words(task));
  if (!task.env.empty()) container.entry("env", named_values(task));
  Python overrides = Python::dict();
  overrides.entry("container_overrides", Python::list({std::move(container)}));
  const std::string& project = option(file, "cloud_run_project_id");
  call.argument("project_id", project.empty()
                                  ? Python::text("{{ var.value.gcp_project }}")
                                  : rendered_text(project));
  call.argument("region", rendered_text(option(file, "cloud_run_job_region")));
  call.argument("job_name", rendered_text(option(file, "cloud_run_job_name")));
  call.argument("overrides", std::move(overrides));
  argument_if(file, call, "impersonation_chain", "cloud_run_service_account");
  call.argument("deferrable", flag(file, "cloud_run_async"));
  call.argument("polling_period_seconds",
                Python(option(file, "cloud_run_async_poke_interval")));
  add_common_arguments(file, task, call);
  return call;
}

constexpr std::string_view kDataproc =
    "airflow.providers.google.cloud.operators.dataproc";

/// A cluster has the name of its run: 51 characters at most, letters first.
Python cluster_name(const DagFile& file) {
  return Python::text("{{ cluster_name(" +
                      python_string(option(file, "dataproc_name")) + ") }}");
}

Python machine(const DagFile& file, const std::string& role,
               const std::string& count) {
  const auto& options = file.pipeline.environment.options;
  Python disk = Python::dict();
  disk.entry("boot_disk_type",
             rendered_text(options.at("dataproc_" + role + "_disk_type")));
  disk.entry("boot_disk_size_gb",
             Python(options.at("dataproc_" + role + "_disk_size")));
  Python config = Python::dict();
  config.entry("num_instances", Python(count));
  config.entry("machine_type_uri",
               rendered_text(options.at("dataproc_" + role + "_machine_type")));
  config.entry("disk_config", std::move(disk));
  return config;
}

/// Properties and the like, whose texts Airflow would render.
Python text_dict(const StringMap& texts_) {
  Python dict = Python::dict();
  for (const auto& [name, value] : texts_) {
    dict.entry(name, rendered_text(value));
  }
  return dict;
}

Python cluster_config(const DagFile& file, const Task& task) {
  Python network = Python::dict();
  network.entry("subnetwork_uri",
                rendered_text(option(file, "dataproc_subnet")));
  const std::string& account = option(file, "dataproc_service_account");
  if (!account.empty()) {
    network.entry("service_account", rendered_text(account));
  }
  network.entry("internal_ip_only", Python("True"));
  network.entry("tags", Python::list({Python::text("dataproc")}));
  const StringMap& metadata = file.pipeline.environment.metadata;
  if (!metadata.empty()) network.entry("metadata", text_dict(metadata));
  Python software = Python::dict();
  software.entry("image_version",
                 rendered_text(option(file, "dataproc_image_version")));
  const std::string& workers = option(file, "dataproc_num_workers");
  software.entry("properties", text_dict(task.compute));
  Python idle = Python::dict();
  Python ttl = Python::dict();
  ttl.entry("seconds", Python(option(file, "dataproc_idle_delete_ttl")));
  idle.entry("idle_delete_ttl", std::move(ttl));
  Python config = Python::dict();
  config.entry(
      "config_bucket",
      rendered_text("dataproc-" + option(file, "dataproc_project_id")));
  config.entry("gce_cluster_config", std::move(network));
  config.entry("master_config", machine(file, "master", "1"));
  if (workers != "0") {
    config.entry("worker_config", machine(file, "worker", workers));
  }
  config.entry("software_config", std::move(software));
  config.entry("lifecycle_config", std::move(idle));
  return config;
}

void add_place(const DagFile& file, Python& call) {
  call.argument("project_id",
                rendered_text(option(file, "dataproc_project_id")));
  call.argument("region", rendered_text(option(file, "dataproc_region")));
}

Python cluster(DagFile& file, const Task& task) {
  const bool create = task.kind == TaskKind::CreateCluster;
  Python call = operator_call(
      task, file.import(kDataproc, create ? "DataprocCreateClusterOperator"
                                          : "DataprocDeleteClusterOperator"));
  add_place(file, call);
  call.argument("cluster_name", cluster_name(file));
  if (create) call.argument("cluster_config", cluster_config(file, task));
  return call;
}

Python batch_environment(const DagFile& file) {
  Python execution = Python::dict();
  execution.entry("subnetwork_uri",
                  rendered_text(option(file, "dataproc_subnet")));
  const std::string& account = option(file, "dataproc_service_account");
  if (!account.empty()) {
    execution.entry("service_account", rendered_text(account));
  }
  execution.entry("staging_bucket",
                  rendered_text(option(file, "spark_bucket")));
  Python environment = Python::dict();
  environment.entry("execution_config", std::move(execution));
  return environment;
}

Python spark_job(const DagFile& file, const Task& task, bool batch) {
  Python spark = Python::dict();
  spark.entry("main_class",
              rendered_text(option(file, "spark_job_main_class")));
  spark.entry("args", words(task));
  spark.entry("jar_file_uris", texts(option(file, "spark_jar_list")));
  // A cluster has the environment, a batch brings it along.
  StringMap values = task.compute;
  if (batch) {
    for (const auto& [name, value] : task.env) {
      values["spark.dataproc.driverEnv." + name] = value;
    }
  }
  Python properties = text_dict(values);
  Python job = Python::dict();
  if (batch) {
    Python runtime = Python::dict();
    runtime.entry("properties", std::move(properties));
    job.entry("spark_batch", std::move(spark));
    job.entry("runtime_config", std::move(runtime));
    job.entry("environment_config", batch_environment(file));
    return job;
  }
  spark.entry("properties", std::move(properties));
  Python placement = Python::dict();
  placement.entry("cluster_name", cluster_name(file));
  job.entry("placement", std::move(placement));
  job.entry("spark_job", std::move(spark));
  return job;
}

Python dataproc(DagFile& file, const Task& task) {
  const bool batch = option(file, "dataproc_serverless") == "true";
  Python call = operator_call(
      task, file.import(kDataproc, batch ? "DataprocCreateBatchOperator"
                                         : "DataprocSubmitJobOperator"));
  add_place(file, call);
  call.argument(batch ? "batch" : "job", spark_job(file, task, batch));
  if (batch) {
    call.argument("batch_id", Python::text("{{ batch_id(task.task_id) }}"));
  }
  add_common_arguments(file, task, call);
  return call;
}

Python fargate(DagFile& file, const Task& task) {
  Python call = operator_call(
      task, file.import("airflow.providers.amazon.aws.operators.ecs",
                        "EcsRunTaskOperator"));
  Python container = Python::dict();
  container.entry("name", rendered_text(option(
                              file, "aws_task_definition_container_name")));
  container.entry("command", words(task));
  container.entry("cpu", Python(option(file, "cpu")));
  container.entry("memory", Python(option(file, "memory")));
  if (!task.env.empty()) container.entry("environment", named_values(task));
  Python overrides = Python::dict();
  overrides.entry("containerOverrides", Python::list({std::move(container)}));
  Python network = Python::dict();
  network.entry("subnets", texts(option(file, "aws_task_private_subnets")));
  network.entry("securityGroups",
                texts(option(file, "aws_task_security_groups")));
  Python configuration = Python::dict();
  configuration.entry("awsvpcConfiguration", std::move(network));
  call.argument("aws_conn_id", Python::text(option(file, "aws_conn_id")));
  call.argument("region_name", Python::text(option(file, "aws_region")));
  call.argument("cluster", rendered_text(option(file, "aws_cluster_name")));
  call.argument("task_definition",
                rendered_text(option(file, "aws_task_definition_name")));
  call.argument("launch_type", Python::text("FARGATE"));
  call.argument("overrides", std::move(overrides));
  call.argument("network_configuration", std::move(configuration));
  call.argument("deferrable", flag(file, "fargate_async"));
  call.argument("waiter_delay",
                Python(option(file, "fargate_async_poke_interval")));
  add_common_arguments(file, task, call);
  return call;
}

}  // namespace

Python airflow_cloud_operator(DagFile& file, const Task& task) {
  if (task.kind == TaskKind::CreateCluster ||
      task.kind == TaskKind::DeleteCluster) {
    return cluster(file, task);
  }
  switch (file.pipeline.environment.kind) {
    case EnvironmentKind::CloudRun:
      return cloud_run(file, task);
    case EnvironmentKind::Dataproc:
      return dataproc(file, task);
    default:
      return fargate(file, task);
  }
}

}  // namespace lockstep
