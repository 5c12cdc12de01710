#include "host/log/mlflow_store.h"

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <system_error>

#include "host/base/problem.h"
#include "host/log/mlflow_tables.h"
#include "host/runs/clock.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// What Zeroth writes; every MLflow since 1.0 has these columns.
constexpr const char* kWritten[] = {
    "SELECT experiment_id, name, artifact_location, lifecycle_stage, creation_time, "
    "last_update_time FROM experiments LIMIT 0",
    "SELECT run_uuid, name, source_type, source_name, user_id, status, start_time, end_time, "
    "lifecycle_stage, artifact_uri, experiment_id FROM runs LIMIT 0",
    "SELECT key, value, timestamp, run_uuid, step, is_nan FROM metrics LIMIT 0",
    "SELECT key, value, timestamp, run_uuid, step, is_nan FROM latest_metrics LIMIT 0",
    "SELECT key, value, run_uuid FROM params LIMIT 0",
    "SELECT key, value, run_uuid FROM tags LIMIT 0"};

Failure no_store(const fs::path& file, const std::string& why) {
  return {Exit::bad_data,
          {"this is no store of MLflow that can be written",
           file.string(),
           {why},
           "name another file: --log mlflow=FILE"}};
}

std::string file_uri(const fs::path& path) {
  std::string uri = "file://";
  for (const char c : path.string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) || std::string("/-_.~").find(c) != std::string::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return uri;
}

}  // namespace

Failure store_failure(const fs::path& file, const DatabaseError& error) {
  if (error.says_damaged()) return no_store(file, error.what());
  if (error.says_busy()) {
    return {Exit::unavailable,
            {"other processes keep the store of MLflow for themselves",
             file.string(),
             {error.what()},
             "try again, or write another one: --log mlflow=FILE"}};
  }
  return {Exit::io,
          {"cannot write the store of MLflow",
           file.string(),
           {error.what()},
           "make room, or choose a place that is writable: --log mlflow=FILE"}};
}

std::int64_t milliseconds_of(double seconds) {
  constexpr double kThousand = 1000;
  return std::llround(seconds * kThousand);
}

MlflowStore::MlflowStore(const fs::path& file) try : file_(file), database_(file) {
  set_patience(kMlflowPatience);
  // A store is a mirror: that its last lines may be lost with the power is worth the time.
  database_.execute("PRAGMA synchronous = NORMAL");
  make_tables();
} catch (const DatabaseError& error) {
  throw store_failure(file, error);
}

void MlflowStore::set_patience(std::chrono::milliseconds patience) {
  sqlite3_busy_timeout(database_.get(), static_cast<int>(patience.count()));
}

void MlflowStore::make_tables() {
  Transaction transaction(database_, "BEGIN IMMEDIATE");
  const std::int64_t tables =
      database_.number("SELECT count(*) FROM sqlite_master WHERE type = 'table'");
  if (tables == 0) {
    database_.execute(mlflow_tables());
    add_experiment(0, "Default", clock_seconds());
  }
  try {
    for (const char* columns : kWritten) Statement(database_, columns);
  } catch (const DatabaseError& error) {
    if (!error.says_damaged()) throw;
    throw no_store(
        file_, fmt::format("of what it holds, something is missing or another: {}", error.what()));
  }
  transaction.commit();
}

void MlflowStore::add_experiment(std::int64_t number, const std::string& name, double now) {
  Statement(database_,
            "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, "
            "creation_time, last_update_time) VALUES (?, ?, ?, 'active', ?, ?)")
      .bind(0, number)
      .bind_text(1, name)
      .bind_text(2, file_uri(file_.parent_path() / "mlruns" / std::to_string(number)))
      .bind(3, milliseconds_of(now))
      .bind(4, milliseconds_of(now))
      .run();
}

std::int64_t MlflowStore::experiment(const std::string& name, double now) {
  Statement known(database_, "SELECT experiment_id FROM experiments WHERE name = ?");
  if (known.bind_text(0, name).step()) return known.number(0);
  const std::int64_t number =
      database_.number("SELECT coalesce(max(experiment_id), 0) + 1 FROM experiments");
  add_experiment(number, name, now);
  return number;
}

std::string MlflowStore::artifacts_of(std::int64_t experiment, const std::string& run) const {
  return file_uri(file_.parent_path() / "mlruns" / std::to_string(experiment) / run / "artifacts");
}

}  // namespace zeroth::host
