// Commands that run elsewhere: the words of gcloud, which waits until the end
// of a job and ends as it did, and the task that lockstep_fargate.py starts and
// watches with aws. Dagster's own integrations have no Cloud Run, speak to
// Dataproc by an API that gcloud hides, and follow a Fargate task by its log.
#include <string>

#include "base/text.hpp"
#include "emit/dagster_parts.hpp"

namespace lockstep {
namespace {

/// Of the environment of a pipeline.
class Option {
 public:
  explicit Option(const Pipeline& pipeline)
      : options_(pipeline.environment.options) {}
  [[nodiscard]] const std::string& operator()(const char* name) const {
    return options_.at(name);
  }

 private:
  const StringMap& options_;
};

/// `"--name=value"`; nothing without a value.
void add_flag(Python& words, const std::string& name,
              const std::string& value) {
  if (!value.empty()) words.item(Python::text("--" + name + "=" + value));
}

/// `"--name=" + code`.
void add_code(Python& words, const std::string& name, Python code) {
  Python sum = Python::operation("+", Python::Parentheses::WhereNeeded);
  sum.item(Python::text("--" + name + "="));
  sum.item(std::move(code));
  words.item(std::move(sum));
}

Python texts(std::initializer_list<std::string_view> words) {
  Python list = Python::list();
  for (const std::string_view word : words) list.item(Python::text(word));
  return list;
}

Python words_of(const Task& task) {
  Python words = Python::list();
  for (const Word& word : task.command) words.item(dagster_word(task, word));
  return words;
}

Python command(Python words) {
  Python call = Python::call("RUN.command");
  call.item(Python("context"));
  call.item(std::move(words));
  return call;
}

/// A list of gcloud, whose words may have commas.
Python joined(DagsterModule& module, Python words) {
  Python call = Python::call(module.import("lockstep_dagster", "joined"));
  call.item(std::move(words));
  return call;
}

Python assignments(const std::string& prefix, const StringMap& values) {
  Python list = Python::list();
  for (const auto& [name, value] : values) {
    list.item(Python::text(prefix + name + "=" + value));
  }
  return list;
}

Python cloud_run(DagsterModule& module, const Task& task) {
  const Option option(module.pipeline);
  Python words = texts({"gcloud", "run", "jobs", "execute"});
  words.item(Python::text(option("cloud_run_job_name")));
  add_flag(words, "project", option("cloud_run_project_id"));
  add_flag(words, "region", option("cloud_run_job_region"));
  add_flag(words, "impersonate-service-account",
           option("cloud_run_service_account"));
  add_code(words, "args", joined(module, words_of(task)));
  if (!task.env.empty()) {
    add_code(words, "update-env-vars",
             joined(module, assignments("", task.env)));
  }
  words.item(Python::text("--wait"));
  return command(std::move(words));
}

void add_place(Python& words, const Option& option) {
  add_flag(words, "project", option("dataproc_project_id"));
  add_flag(words, "region", option("dataproc_region"));
}

/// A cluster has the name of its run.
Python cluster_name(const Option& option) {
  Python call = Python::call("RUN.cluster");
  call.item(Python("context"));
  call.item(Python::text(option("dataproc_name")));
  return call;
}

void add_machine(Python& words, const Option& option, const std::string& role) {
  const auto of = [&](const std::string& what) {
    return option(("dataproc_" + role + "_" + what).c_str());
  };
  add_flag(words, role + "-machine-type", of("machine_type"));
  add_flag(words, role + "-boot-disk-type", of("disk_type"));
  add_flag(words, role + "-boot-disk-size", of("disk_size") + "GB");
}

Python create_cluster(DagsterModule& module, const Task& task) {
  const Option option(module.pipeline);
  Python words = texts({"gcloud", "dataproc", "clusters", "create"});
  words.item(cluster_name(option));
  add_place(words, option);
  add_flag(words, "subnet", option("dataproc_subnet"));
  add_flag(words, "service-account", option("dataproc_service_account"));
  add_flag(words, "bucket", "dataproc-" + option("dataproc_project_id"));
  words.item(Python::text("--no-address"));
  words.item(Python::text("--tags=dataproc"));
  const StringMap& metadata = module.pipeline.environment.metadata;
  if (!metadata.empty()) {
    add_code(words, "metadata", joined(module, assignments("", metadata)));
  }
  if (!task.compute.empty()) {
    add_code(words, "properties",
             joined(module, assignments("", task.compute)));
  }
  add_flag(words, "image-version", option("dataproc_image_version"));
  add_flag(words, "max-idle", option("dataproc_idle_delete_ttl") + "s");
  add_machine(words, option, "master");
  const std::string& workers = option("dataproc_num_workers");
  if (workers == "0") {
    words.item(Python::text("--single-node"));
  } else {
    add_flag(words, "num-workers", workers);
    add_machine(words, option, "worker");
  }
  return command(std::move(words));
}

Python delete_cluster(const Option& option) {
  Python words = texts({"gcloud", "dataproc", "clusters", "delete"});
  words.item(cluster_name(option));
  add_place(words, option);
  words.item(Python::text("--quiet"));
  return command(std::move(words));
}

std::string comma_separated(std::string text) {
  for (char& c : text) c = c == ' ' ? ',' : c;
  return text;
}

Python dataproc(DagsterModule& module, const Task& task) {
  const Option option(module.pipeline);
  const bool batch = option("dataproc_serverless") == "true";
  Python words = texts(
      {"gcloud", "dataproc", batch ? "batches" : "jobs", "submit", "spark"});
  add_place(words, option);
  if (batch) {
    add_flag(words, "subnet", option("dataproc_subnet"));
    add_flag(words, "service-account", option("dataproc_service_account"));
    add_flag(words, "staging-bucket", option("spark_bucket"));
  } else {
    add_code(words, "cluster", cluster_name(option));
  }
  add_flag(words, "class", option("spark_job_main_class"));
  add_flag(words, "jars", comma_separated(option("spark_jar_list")));
  // A cluster has the environment, a batch brings it along.
  StringMap properties = task.compute;
  if (batch) {
    for (const auto& [name, value] : task.env) {
      properties["spark.dataproc.driverEnv." + name] = value;
    }
  }
  if (!properties.empty()) {
    add_code(words, "properties", joined(module, assignments("", properties)));
  }
  words.item(Python::text("--"));
  for (const Word& word : task.command) words.item(dagster_word(task, word));
  return command(std::move(words));
}

Python word_list(std::string_view blank_separated) {
  Python list = Python::list();
  while (!blank_separated.empty()) {
    const std::size_t end =
        std::min(blank_separated.find(' '), blank_separated.size());
    if (end > 0) list.item(Python::text(blank_separated.substr(0, end)));
    blank_separated.remove_prefix(std::min(end + 1, blank_separated.size()));
  }
  return list;
}

Python fargate(DagsterModule& module, const Task& task) {
  const Option option(module.pipeline);
  Python call = Python::call(module.import("lockstep_fargate", "run_task"));
  call.item(Python("RUN"));
  call.item(Python("context"));
  call.item(words_of(task));
  if (!task.env.empty()) {
    Python env = Python::dict();
    for (const auto& [name, value] : task.env) {
      env.entry(name, Python::text(value));
    }
    call.argument("env", std::move(env));
  }
  call.argument("region", Python::text(option("aws_region")));
  call.argument("cluster", Python::text(option("aws_cluster_name")));
  call.argument("task_definition",
                Python::text(option("aws_task_definition_name")));
  call.argument("container",
                Python::text(option("aws_task_definition_container_name")));
  call.argument("subnets", word_list(option("aws_task_private_subnets")));
  call.argument("security_groups",
                word_list(option("aws_task_security_groups")));
  call.argument("cpu", Python(option("cpu")));
  call.argument("memory", Python(option("memory")));
  call.argument("every", Python(option("fargate_async_poke_interval")));
  return call;
}

}  // namespace

Python dagster_cloud_command(DagsterModule& module, const Task& task) {
  if (task.kind == TaskKind::CreateCluster) {
    return create_cluster(module, task);
  }
  if (task.kind == TaskKind::DeleteCluster) {
    return delete_cluster(Option(module.pipeline));
  }
  switch (module.pipeline.environment.kind) {
    case EnvironmentKind::CloudRun:
      return cloud_run(module, task);
    case EnvironmentKind::Dataproc:
      return dataproc(module, task);
    default:
      return fargate(module, task);
  }
}

}  // namespace lockstep
