#pragma once

#include <ATen/core/Tensor.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "host/model/loaded_model.h"

namespace zeroth::host {

/// Rows of many clients in front of one model, whose plugins are called on one thread only, as
/// everywhere. What waits at the same time is scored together: a product with 64 rows takes little
/// longer than one with a single row.
class Scorer {
 public:
  /// @param patience  how long a client's rows may wait
  Scorer(const LoadedModel& model, std::chrono::seconds patience);
  ~Scorer();

  /// Scores [n,C] of rows [n,D], or of images [n,R,M] with regions of unit norm; from any thread,
  /// which waits. Long requests are scored a part at a time, so that short ones need not wait for
  /// all of them.
  /// @throws Refusal(503) where they would have to wait too long; what the model throws.
  at::Tensor scores(const at::Tensor& samples);

  /// Scores what waits, on the thread that calls plugins; returns when nothing has come for as
  /// long.
  void work(std::chrono::milliseconds idle);

 private:
  struct Part;
  using Parts = std::vector<std::shared_ptr<Part>>;
  at::Tensor scores_of_part(const at::Tensor& samples);
  Parts next_parts(std::chrono::milliseconds idle);
  void score(const Parts& parts) const;
  at::Tensor score(const at::Tensor& samples) const;

  const LoadedModel& model_;
  std::chrono::seconds patience_;
  std::int64_t at_once_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<std::shared_ptr<Part>> waiting_;
};

}  // namespace zeroth::host
