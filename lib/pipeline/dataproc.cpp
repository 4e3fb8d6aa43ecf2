// Properties of Spark jobs and of the clusters that run them: what Starlake's
// libraries set (starlake-airflow 0.6.19, starlake_dataproc_cluster_config.py
// and starlake_airflow_dataproc_job.py), then what the project adds.
#include "pipeline/builder.hpp"

namespace lockstep {
namespace {

/// Settings of Starlake's command line that its clusters have unless
/// `sl_env_var` says otherwise.
constexpr std::pair<std::string_view, std::string_view> kClusterSettings[] = {
    {"SL_AUDIT_SINK_TYPE", "BigQuerySink"},
    {"SL_GROUPED", "true"},
    {"SL_HIVE", "false"},
    {"SL_MERGE_OPTIMIZE_PARTITION_WRITE", "true"},
    {"SL_SINK_REPLAY_TO_FILE", "false"},
    {"SL_SPARK_SQL_SOURCES_PARTITION_OVERWRITE_MODE", "dynamic"}};

void replace_all(StringMap& properties, const StringMap& own) {
  for (const auto& [name, value] : own) properties[name] = value;
}

}  // namespace

StringMap spark_properties(const Options& options) {
  const std::string bucket = options.text("spark_bucket");
  StringMap properties = {
      {"spark.executor.memory", options.text("spark_executor_memory")},
      {"spark.executor.cores", options.text("spark_executor_cores")},
      {"spark.executor.instances", options.text("spark_executor_instances")},
      {"spark.hadoop.fs.defaultFS", "gs://" + bucket},
      {"spark.eventLog.enabled", "true"},
      {"spark.sql.sources.partitionOverwriteMode", "DYNAMIC"},
      {"spark.sql.legacy.parquet.int96RebaseModeInWrite", "CORRECTED"},
      {"spark.sql.catalogImplementation", "in-memory"},
      {"spark.datasource.bigquery.temporaryGcsBucket", bucket},
      {"spark.datasource.bigquery.allowFieldAddition", "true"},
      {"spark.datasource.bigquery.allowFieldRelaxation", "true"},
      {"spark.dynamicAllocation.enabled", "false"},
      {"spark.shuffle.service.enabled", "false"}};
  replace_all(properties, options.entries("spark_properties"));
  return properties;
}

StringMap cluster_properties(const Options& options) {
  const std::string events = "gs://dataproc-" +
                             options.text("dataproc_project_id") +
                             "/tmp/spark-events";
  StringMap properties = {
      {"dataproc:dataproc.logging.stackdriver.enable", "true"},
      {"dataproc:dataproc.logging.stackdriver.job.driver.enable", "true"},
      {"dataproc:dataproc.logging.stackdriver.job.yarn.container.enable",
       "true"},
      {"dataproc:jobs.file-backed-output.enable", "true"},
      {"dataproc:job.history.to-gcs.enabled", "true"},
      {"spark:spark.history.fs.logDirectory", events},
      {"spark:spark.eventLog.dir", events}};
  if (options.text("runner") == "starlake") {
    for (const auto& [name, value] : kClusterSettings) {
      properties["spark-env:" + std::string(name)] = value;
    }
  }
  for (const auto& [name, value] : options.entries("sl_env_var")) {
    properties["spark-env:" + name] = value;
  }
  if (options.text("dataproc_num_workers") == "0") {
    properties["dataproc:dataproc.allow.zero.workers"] = "true";
  }
  replace_all(properties, options.entries("dataproc_cluster_properties"));
  return properties;
}

}  // namespace lockstep
