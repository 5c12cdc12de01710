#include "host/log/mlflow_tables.h"

#include <fmt/format.h>

namespace zeroth::host {
namespace {

/// Names and values of an experiment, a run or a model; `key_of`: columns that name whose they are.
std::string named_values(const char* table, const char* primary, const char* value,
                         const char* owner, const char* keys, const char* references) {
  return fmt::format(
      "CREATE TABLE {} (key VARCHAR(250) NOT NULL, value {}, {}, "
      "CONSTRAINT {} PRIMARY KEY ({}), FOREIGN KEY{});",
      table, value, owner, primary, keys, references);
}

constexpr const char* kOfRun = "run_uuid VARCHAR(32) NOT NULL";
constexpr const char* kRefersToRun = "(run_uuid) REFERENCES runs (run_uuid)";

constexpr const char* kExperiments =
    "CREATE TABLE experiments (experiment_id INTEGER NOT NULL, name VARCHAR(256) NOT NULL, "
    "artifact_location VARCHAR(256), lifecycle_stage VARCHAR(32), creation_time BIGINT, "
    "last_update_time BIGINT, CONSTRAINT experiment_pk PRIMARY KEY (experiment_id), UNIQUE (name), "
    "CONSTRAINT experiments_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')));";

constexpr const char* kRuns =
    "CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL, name VARCHAR(250), source_type VARCHAR(20), "
    "source_name VARCHAR(500), entry_point_name VARCHAR(50), user_id VARCHAR(256), "
    "status VARCHAR(9), start_time BIGINT, end_time BIGINT, source_version VARCHAR(50), "
    "lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200), experiment_id INTEGER, "
    "deleted_time BIGINT, CONSTRAINT run_pk PRIMARY KEY (run_uuid), "
    "FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id), "
    "CONSTRAINT source_type CHECK "
    "(source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT')), "
    "CONSTRAINT runs_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')), "
    "CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED')));";

constexpr const char* kMetrics =
    "CREATE TABLE metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, "
    "timestamp BIGINT NOT NULL, run_uuid VARCHAR(32) NOT NULL, step BIGINT DEFAULT '0' NOT NULL, "
    "is_nan BOOLEAN DEFAULT '0' NOT NULL, "
    "CONSTRAINT metric_pk PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan), "
    "FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid), CHECK (is_nan IN (0, 1)));"
    "CREATE TABLE latest_metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, "
    "timestamp BIGINT, step BIGINT NOT NULL, is_nan BOOLEAN NOT NULL, "
    "run_uuid VARCHAR(32) NOT NULL, CONSTRAINT latest_metric_pk PRIMARY KEY (key, run_uuid), "
    "FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid), CHECK (is_nan IN (0, 1)));";

/// Models are registered by MLflow alone; the tables are part of what it knows a store by.
constexpr const char* kModels =
    "CREATE TABLE registered_models (name VARCHAR(256) NOT NULL, creation_time BIGINT, "
    "last_updated_time BIGINT, description VARCHAR(5000), "
    "CONSTRAINT registered_model_pk PRIMARY KEY (name), UNIQUE (name));"
    "CREATE TABLE model_versions (name VARCHAR(256) NOT NULL, version INTEGER NOT NULL, "
    "creation_time BIGINT, last_updated_time BIGINT, description VARCHAR(5000), "
    "user_id VARCHAR(256), current_stage VARCHAR(20), source VARCHAR(500), run_id VARCHAR(32), "
    "status VARCHAR(20), status_message VARCHAR(500), run_link VARCHAR(500), "
    "CONSTRAINT model_version_pk PRIMARY KEY (name, version), "
    "FOREIGN KEY(name) REFERENCES registered_models (name) ON UPDATE CASCADE);"
    "CREATE TABLE registered_model_aliases (name VARCHAR(256) NOT NULL, "
    "alias VARCHAR(256) NOT NULL, version INTEGER NOT NULL, "
    "CONSTRAINT registered_model_alias_pk PRIMARY KEY (name, alias), "
    "CONSTRAINT registered_model_alias_name_fkey FOREIGN KEY(name) "
    "REFERENCES registered_models (name) ON UPDATE CASCADE ON DELETE CASCADE);";

std::string version_of_tables() {
  return fmt::format(
      "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
      "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));"
      "INSERT INTO alembic_version VALUES ('{}');",
      kMlflowRevision);
}

}  // namespace

std::string mlflow_tables() {
  std::string sql = version_of_tables();
  sql += kExperiments;
  sql += kRuns;
  sql += kMetrics;
  sql += kModels;
  sql += named_values("params", "param_pk", "VARCHAR(500) NOT NULL", kOfRun, "key, run_uuid",
                      kRefersToRun);
  sql += named_values("tags", "tag_pk", "VARCHAR(5000)", kOfRun, "key, run_uuid", kRefersToRun);
  sql += named_values("experiment_tags", "experiment_tag_pk", "VARCHAR(5000)",
                      "experiment_id INTEGER NOT NULL", "key, experiment_id",
                      "(experiment_id) REFERENCES experiments (experiment_id)");
  sql += named_values("registered_model_tags", "registered_model_tag_pk", "VARCHAR(5000)",
                      "name VARCHAR(256) NOT NULL", "key, name",
                      "(name) REFERENCES registered_models (name) ON UPDATE CASCADE");
  sql +=
      named_values("model_version_tags", "model_version_tag_pk", "VARCHAR(5000)",
                   "name VARCHAR(256) NOT NULL, version INTEGER NOT NULL", "key, name, version",
                   "(name, version) REFERENCES model_versions (name, version) ON UPDATE CASCADE");
  for (const char* table : {"params", "metrics", "latest_metrics", "tags"}) {
    sql += fmt::format("CREATE INDEX index_{0}_run_uuid ON {0} (run_uuid);", table);
  }
  return sql;
}

}  // namespace zeroth::host
