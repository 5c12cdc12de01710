#pragma once

#include <cstdint>
#include <memory>

#include "host/engine/composer.h"
#include "host/explain/explained_run.h"
#include "host/recipes/embedding.h"
#include "host/run/run_record.h"
#include "host/run/session.h"

namespace zeroth::host {

/// The experts of a run as its last checkpoint has them.
class RebuiltExperts {
 public:
  /// @throws Failure(no_input) when the run has no checkpoint of its final training,
  /// Failure(bad_data) when it does not fit.
  RebuiltExperts(const ExplainedRun& run, const Composer& composer);

  /// Test image `index` as experts read it, one in a batch.
  RegionBatch image(std::int64_t index) const;
  std::int64_t label(std::int64_t index) const;

  Embedding& recipe() const { return *recipe_; }
  const Classes& classes() const { return session_->training().classes; }
  const RunRecord& record() const { return record_; }

 private:
  RunRecord record_;
  RegionRows images_;
  at::Tensor labels_;
  std::unique_ptr<Session> session_;
  Embedding* recipe_ = nullptr;  // the session's
};

}  // namespace zeroth::host
