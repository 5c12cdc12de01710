#include "host/run/run_follower.h"

#include <filesystem>

#include "host/base/interrupt.h"
#include "host/base/out_of_memory.h"
#include "host/data/data_hash.h"
#include "host/engine/rows_in_files.h"
#include "host/engine/work_teller.h"
#include "host/read/load_data_set.h"
#include "host/run/make_part.h"
#include "host/run/rank_talk.h"
#include "host/run/run_device.h"
#include "host/run/shared_look.h"
#include "host/run/shared_rows.h"

namespace zeroth::host {

RunFollower::RunFollower(const RunRequest& request, RankGroup& ranks)
    : request_(request),
      ranks_(ranks),
      silent_(ProgressMode::none, nowhere_.file),
      device_(run_device(request.pipeline)),
      precision_(request.pipeline, device_, silent_),
      composer_(request.plugins, request.origins) {}

void RunFollower::run() {
  const InterruptGuard guard;
  // Where run directories go, if this machine has that folder: the run's own is the first rank's.
  const RowsInFiles large(std::filesystem::is_directory(request_.runs)
                              ? std::filesystem::path(request_.runs)
                              : std::filesystem::temp_directory_path(),
                          request_.rows_in_memory);
  telling_of_memory(
      [&] {
        std::optional<LoadedDataSet> data;
        for (RankOrder order = take_order(ranks_); order.kind != RankOrder::Kind::end;
             order = take_order(ranks_)) {
          if (order.kind == RankOrder::Kind::read_data) {
            data.emplace(read_data());
          } else {
            train_part(*data, order.record);
          }
        }
      },
      [](Problem&) {});
}

LoadedDataSet RunFollower::read_data() {
  LoadedDataSet data = load_data_set(request_.pipeline, composer_, silent_);
  expect_same_data(ranks_, data_hash(data));
  return data;
}

void RunFollower::train_part(const LoadedDataSet& data, const RunRecord& record) {
  const RunPart part = make_part(data, request_.pipeline, record, composer_, device_, &ranks_);
  share_start(ranks_, *part.session);
  RunningRecipe& recipe = part.session->recipe();
  RankWatch watch(&ranks_, *part.session, epochs_between_checkpoints(request_.pipeline));
  help_with_looks(*part.session);
  while (!recipe.finished()) {
    if (const int signal = agreed_signal(&ranks_)) throw stopped(signal, "", {}, "");
    const auto completed = recipe.step();
    watch.look(completed);
    if (!completed) continue;
    // The first rank has written them down.
    recipe.take_means();
    recipe.take_gradient_norms();
    help_with_looks(*part.session);
  }
  help_with_looks(*part.session);
}

/// Those that the first rank makes here, until it has made them.
void RunFollower::help_with_looks(Session& session) {
  const WorkTeller teller(silent_, WorkTeller::Manner::aside);
  for (RankOrder order = take_order(ranks_); order.kind != RankOrder::Kind::go_on;
       order = take_order(ranks_)) {
    if (order.kind == RankOrder::Kind::rows) {
      make_rows_of_order(ranks_, session.made(), order.rows);
    } else {
      const auto predictor = session.recipe().predictor(order.epoch);
      look_together(ranks_, session.evaluator(), *predictor, order.kept);
    }
  }
}

}  // namespace zeroth::host
