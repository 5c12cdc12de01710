#include "host/log/mlflow_log.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "host/base/columns.h"
#include "host/base/printable.h"
#include "host/base/problem.h"
#include "host/record/sealed_json.h"
#include "host/runs/clock.h"
#include "host/runs/flat_json.h"

namespace zeroth::host {
namespace {

/// Of a value; what is longer is cut. MLflow itself takes 500 in its older versions.
constexpr std::size_t kLongestLogged = 500;
constexpr std::size_t kLongestKey = 250;
/// What cannot be written then is written with the next epoch.
constexpr std::chrono::milliseconds kWhileTraining{200};

/// A key as MLflow takes it from its clients.
std::string key_of(std::string name) {
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char c) {
        return !std::isalnum(c) &&
               std::string_view("_-. /:").find(static_cast<char>(c)) == std::string_view::npos;
      },
      '_');
  return name.substr(0, kLongestKey);
}

/// UTF-8, and not too long.
std::string value_text(const std::string& text) {
  return cut_to_columns(printable(text), kLongestLogged);
}

const char* status_of(LoggedEnd how) {
  switch (how) {
    case LoggedEnd::finished:
      return "FINISHED";
    case LoggedEnd::stopped:
      return "KILLED";
    default:
      return "FAILED";
  }
}

}  // namespace

MlflowLog::MlflowLog(LoggedRun run, const std::filesystem::path& file)
    : run_(std::move(run)), store_(file) {}

template <class Write>
void MlflowLog::transact(Write&& write) {
  try {
    Transaction transaction(store_.database(), "BEGIN IMMEDIATE");
    write();
    transaction.commit();
  } catch (const DatabaseError& error) {
    throw store_failure(store_.file(), error);
  }
}

void MlflowLog::write_run() {
  const std::string name = printable_line(run_.directory.filename().string());
  const std::int64_t experiment =
      store_.experiment(run_.pipeline.value("name", "zeroth"), clock_seconds());
  Statement(store_.database(),
            "INSERT OR IGNORE INTO runs (run_uuid, source_type, lifecycle_stage, experiment_id, "
            "artifact_uri, source_name, name) VALUES (?, 'LOCAL', 'active', ?, ?, 'zeroth', ?)")
      .bind_text(0, run_.id)
      .bind(1, experiment)
      .bind_text(2, store_.artifacts_of(experiment, run_.id))
      .bind_text(3, name)
      .run();
  Statement(store_.database(),
            "UPDATE runs SET name = ?, user_id = ?, status = 'RUNNING', start_time = ?, "
            "end_time = NULL WHERE run_uuid = ?")
      .bind_text(0, name)
      .bind_text(1, printable_line(run_.user))
      .bind(2, milliseconds_of(run_.start))
      .bind_text(3, run_.id)
      .run();
  write_names("tags", {{"mlflow.runName", name},
                       {"mlflow.user", printable_line(run_.user)},
                       {"mlflow.source.name", value_text(run_.command)},
                       {"mlflow.source.type", "LOCAL"},
                       {"zeroth.run_dir", printable_line(run_.directory.string())}});
  std::vector<std::pair<std::string, std::string>> settings;
  for (const auto& [path, value] : flat_values(run_.pipeline)) {
    settings.emplace_back(key_of(path), value_text(plain_text(value)));
  }
  write_names("params", settings);
}

void MlflowLog::write_names(const char* table,
                            const std::vector<std::pair<std::string, std::string>>& all) {
  Statement write(store_.database(), std::string("INSERT OR REPLACE INTO ") + table +
                                         " (key, value, run_uuid) VALUES (?, ?, ?)");
  for (const auto& [key, value] : all) {
    write.bind_text(0, key).bind_text(1, value).bind_text(2, run_.id).run();
  }
}

void MlflowLog::write_metrics(const LineMetrics& metrics) {
  for (const char* table : {"metrics", "latest_metrics"}) {
    // Of the latest ones a key has one row, of all the same one never comes twice.
    Statement write(store_.database(),
                    std::string("INSERT OR REPLACE INTO ") + table +
                        " (key, value, timestamp, run_uuid, step, is_nan) VALUES (?,?,?,?,?,?)");
    for (const MetricValue& one : metrics.values) {
      const bool is_nan = std::isnan(one.value);
      constexpr double kMost = std::numeric_limits<double>::max();  // as MLflow keeps infinity
      write.bind_text(0, key_of(one.name))
          .bind(1, is_nan ? 0.0 : std::clamp(one.value, -kMost, kMost))
          .bind(2, milliseconds_of(metrics.time))
          .bind_text(3, run_.id)
          .bind(4, metrics.step)
          .bind(5, std::int64_t{is_nan ? 1 : 0})
          .run();
    }
  }
}

void MlflowLog::write_lines(const std::vector<Json>& lines) {
  const double now = clock_seconds();
  for (const Json& line : lines) write_metrics(line_metrics(line, now));
  if (!lines.empty()) last_step_ = step_of(lines.back());
}

void MlflowLog::begin(const std::vector<Json>& lines) {
  transact([&] {
    for (const char* table : {"metrics", "latest_metrics"}) {
      Statement(store_.database(), std::string("DELETE FROM ") + table + " WHERE run_uuid = ?")
          .bind_text(0, run_.id)
          .run();
    }
    write_run();
    write_lines(lines);
  });
  store_.set_patience(kWhileTraining);
}

void MlflowLog::append(const std::vector<Json>& lines) {
  transact([&] { write_lines(lines); });
}

void MlflowLog::end(LoggedEnd how, const Json& figures) {
  store_.set_patience(kMlflowPatience);
  transact([&] {
    const double now = run_.ended > 0 ? run_.ended : clock_seconds();
    write_metrics({now, last_step_, result_metrics(figures)});
    Statement(store_.database(), "UPDATE runs SET status = ?, end_time = ? WHERE run_uuid = ?")
        .bind_text(0, status_of(how))
        .bind(1, milliseconds_of(now))
        .bind_text(2, run_.id)
        .run();
  });
}

}  // namespace zeroth::host
