// What a Trainer does where nothing of it is kept: iterations that are timed, watched or tried.
#include <ATen/core/grad_mode.h>

#include <utility>

#include "host/device/simulated_device.h"
#include "host/precision/product_sizes.h"
#include "host/ranks/part_of_draws.h"
#include "host/train/trainer.h"

namespace zeroth::host {
namespace {

/// Values of tensors, to be had again.
class Kept {
 public:
  explicit Kept(NamedTensors tensors) : tensors_(std::move(tensors)) {
    for (const NamedTensor& one : tensors_) values_.push_back(one.tensor.clone());
  }
  void put_back() {
    const at::NoGradGuard no_gradient;
    for (std::size_t i = 0; i < values_.size(); ++i) tensors_[i].tensor.copy_(values_[i]);
  }

 private:
  NamedTensors tensors_;
  std::vector<at::Tensor> values_;
};

}  // namespace

std::vector<RehearsedStage> Trainer::rehearse(int iterations, bool watch) {
  const bool watches = watch && iterations > 0 && is_simulated(data_.device());
  std::vector<RehearsedStage> rehearsed;
  for (; !finished(); leave_stage()) {
    const auto iteration = [&] {
      run_pass(stage().passes.back());
      check_means();  // a device has done the iteration when its losses are there
    };
    rehearsed.push_back({stage().name, epochs_of_stage(), iterations_per_epoch(),
                         median_seconds(iterations, iteration)});
    if (watches) rehearsed.back().phases = watch_phases();
  }
  return rehearsed;
}

/// All phases of the stage, as they run when it begins and when it ends: what the first iteration
/// does but once is not looked at.
std::vector<RehearsedPhase> Trainer::watch_phases() {
  run_at_begin();
  PhaseWatch watch;
  watch_ = &watch;
  run_at_begin();
  run_at_end();
  watch_ = nullptr;
  return watch.phases(trainee_->place().id, trainee_->dynamic_phases());
}

void Trainer::try_phases() {
  for (; !finished(); leave_stage()) {
    run_at_begin();
    run_at_end();
  }
}

/// As one process computes them, noting what it draws; and whether they are means of what ranks
/// compute of their parts, with the same random numbers.
std::vector<Term> Trainer::tried_terms_at(const std::string& place, const TermsOfPart& terms) {
  const PlainProducts plain;  // rounding shall not look like another loss
  Kept kept(trainee_->state());
  const NamedTensors random = streams_.state();
  std::vector<Term> whole;
  {
    const RecordOfDraws record(*settings_.tried, place);
    whole = terms({});
  }
  const int ranks = settings_.tried->ranks();
  const std::int64_t rows = batches_->rows_of({}).size(0);
  if (ranks == 1 || rows % ranks != 0) return whole;
  const std::vector<double> of_whole = values_of(whole);
  std::vector<double> of_parts(of_whole.size());
  for (int rank = 0; rank < ranks; ++rank) {
    kept.put_back();
    streams_.restore(TensorMap(random));
    const PartOfDraws draws({rows / ranks, rank, ranks}, settings_.tried->draws(place));
    const std::vector<double> values = values_of(terms({rank, ranks}));
    for (std::size_t i = 0; i < of_parts.size(); ++i) of_parts[i] += values.at(i) / ranks;
  }
  for (std::size_t i = 0; i < of_parts.size(); ++i) {
    settings_.tried->add_term(place, whole[i].name, of_whole[i], of_parts[i]);
  }
  return whole;
}

void Trainer::run_at_begin() { run_at(0, 0); }

void Trainer::run_at_end() { run_at(epochs_of_stage() - 1, batches_in_epoch() - 1); }

/// An iteration of all passes of the stage.
void Trainer::run_at(std::int64_t epoch, std::int64_t iteration) {
  auto* at = position_.data_ptr<std::int64_t>();
  for (std::size_t pass = 0; pass < stage().passes.size(); ++pass) {
    at[1] = epoch, at[2] = static_cast<std::int64_t>(pass), at[3] = iteration;
    run_pass(stage().passes[pass]);
  }
  check_means();
  at[1] = at[2] = at[3] = 0;
}

void Trainer::leave_stage() {
  ++*position_.data_ptr<std::int64_t>();
  enter_stage();
}

}  // namespace zeroth::host
