#pragma once

#include <optional>

#include "host/log/event_file.h"
#include "host/log/run_sink.h"

namespace zeroth::host {

/// An event file in the run directory, which `tensorboard --logdir runs` shows: a run of
/// TensorBoard for each run.
class TensorboardLog final : public RunSink {
 public:
  explicit TensorboardLog(LoggedRun run);

  const char* name() const override { return "tensorboard"; }
  void begin(const std::vector<Json>& lines) override;
  void append(const std::vector<Json>& lines) override;
  void end(LoggedEnd how, const Json& figures) override;

 private:
  LoggedRun run_;
  std::optional<EventFile> file_;
  std::int64_t last_step_ = 0;
};

}  // namespace zeroth::host
