#pragma once

#include <cstdint>
#include <optional>

#include "host/base/progress.h"
#include "host/evaluate/evaluator.h"
#include "host/ranks/rank_group.h"
#include "host/run/run_options.h"
#include "host/run/run_record.h"
#include "host/run/session.h"

namespace zeroth::host {

/// What follows for all ranks, as the first one says.
struct RankOrder {
  /// `go_on`: no look is due here, or none any more. `rows`: some are to be synthesised for one.
  enum class Kind { read_data, train_part, look, rows, go_on, end };
  Kind kind = Kind::end;
  RunRecord record = {};   ///< of the part
  std::int64_t epoch = 0;  ///< of the look
  KeptScores kept = {};    ///< of the look
  Json rows = nullptr;     ///< which, see SharedRows
};

/// The first rank says it.
void give_order(RankGroup& ranks, const RankOrder& order);
/// The others hear it.
RankOrder take_order(RankGroup& ranks);

/// Refuses ranks of other versions, pipelines or plugins, connects the others, and warns of clocks.
/// @throws Failure(bad_configuration) naming what differs, the same on all ranks.
void meet(RankGroup& ranks, const RunRequest& request, Progress& progress);

/// @throws Failure(bad_data) where a rank has read other data.
void expect_same_data(RankGroup& ranks, const std::string& hash);

/// The state of the first rank's session, restored on the others.
void share_start(RankGroup& ranks, Session& session);

/// The signal that any rank was sent, the same on all; 0: none. `ranks` may be null.
int agreed_signal(RankGroup* ranks);

/// Looks now and then whether all ranks have the same.
class RankWatch {
 public:
  /// `ranks` may be null; both outlive it. `epochs` are between checkpoints.
  RankWatch(RankGroup* ranks, Session& session, std::int64_t epochs)
      : ranks_(ranks), session_(session), epochs_(epochs) {}

  /// To be called by all ranks after each iteration.
  /// @throws Failure(run_failed), on all, naming what differs.
  void look(const std::optional<CompletedEpoch>& completed);

 private:
  RankGroup* ranks_;
  Session& session_;
  std::int64_t epochs_, iterations_ = 0;
};

/// What the pipeline's checkpoint.every says.
std::int64_t epochs_between_checkpoints(const Json& pipeline);
/// Whether a checkpoint is written behind that epoch; `last`: of its part.
bool saves_behind(const CompletedEpoch& completed, std::int64_t epochs, bool last);

}  // namespace zeroth::host
