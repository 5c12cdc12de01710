#pragma once

#include <string>
#include <utility>

#include "host/log/line_metrics.h"
#include "host/log/mlflow_store.h"
#include "host/log/run_sink.h"

namespace zeroth::host {

/// A run in a store of MLflow, which `mlflow ui` shows. Its experiment has the name of the
/// pipeline, its parameters are the values of the pipeline.
class MlflowLog final : public RunSink {
 public:
  /// @param file  absolute.  @throws Failure as MlflowStore.
  MlflowLog(LoggedRun run, const std::filesystem::path& file);

  const char* name() const override { return "mlflow"; }
  void begin(const std::vector<Json>& lines) override;
  void append(const std::vector<Json>& lines) override;
  void end(LoggedEnd how, const Json& figures) override;

 private:
  template <class Write>
  void transact(Write&& write);
  void write_run();
  void write_names(const char* table, const std::vector<std::pair<std::string, std::string>>& all);
  void write_lines(const std::vector<Json>& lines);
  void write_metrics(const LineMetrics& metrics);

  LoggedRun run_;
  MlflowStore store_;
  std::int64_t last_step_ = 0;
};

}  // namespace zeroth::host
