#pragma once

#include <zeroth/expert.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "host/engine/composer.h"
#include "host/explain/explained_run.h"
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

  /// The experts of the run's block "experts", by name.
  const std::map<std::string, Handle<Expert>>& experts() const { return experts_; }
  /// The share of each that predicts.
  const std::map<std::string, double>& shares() const { return shares_; }
  RunningRecipe& recipe() const { return session_->recipe(); }
  const Classes& classes() const { return session_->training().classes; }
  const RunRecord& record() const { return record_; }

 private:
  RunRecord record_;
  RegionRows images_;
  at::Tensor labels_;
  std::unique_ptr<Session> session_;
  std::map<std::string, Handle<Expert>> experts_;
  std::map<std::string, double> shares_;
};

}  // namespace zeroth::host
