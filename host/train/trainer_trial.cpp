// What a Trainer finds out for ranks, as one process and before they train.
#include <ATen/core/grad_mode.h>

#include <exception>
#include <utility>

#include "host/precision/product_sizes.h"
#include "host/ranks/part_of_draws.h"
#include "host/train/phase_look.h"
#include "host/train/trainer.h"

namespace zeroth::host {
namespace {

/// What a component keeps and where random streams stand, to be returned to; at the end it is.
class Moment {
 public:
  Moment(NamedTensors kept, RandomStreams& streams)
      : kept_(std::move(kept)), streams_(streams), random_(streams.state()) {
    for (const NamedTensor& one : kept_) values_.push_back(one.tensor.clone());
  }
  ~Moment() { return_to(); }
  Moment(const Moment&) = delete;
  Moment& operator=(const Moment&) = delete;

  void return_to() {
    const at::NoGradGuard no_gradient;
    for (std::size_t i = 0; i < values_.size(); ++i) kept_[i].tensor.copy_(values_[i]);
    streams_.restore(TensorMap(random_));
  }

 private:
  NamedTensors kept_;
  std::vector<at::Tensor> values_;
  RandomStreams& streams_;
  NamedTensors random_;
};

}  // namespace

void Trainer::try_phases() {
  for (; !finished(); leave_stage()) {
    run_at_begin();
    run_at_end();
  }
}

/// Notes what the phase draws, and whether it is the mean of what ranks compute of their parts,
/// with the same random numbers. Leaves everything as it was.
void Trainer::try_phase(const ActivePhase& active) {
  const PlainProducts plain;  // rounding shall not look like another loss
  Moment before(trainee_->state(), streams_);
  const int ranks = settings_.tried->ranks();
  const bool can_share = ranks > 1 && batches_->rows_of({}).size(0) % ranks == 0;
  for (const PartOfPhase& asked : parts_of_phase(active)) {
    before.return_to();
    const PhaseLook whole = look_at_part(asked, {});
    if (!can_share) continue;
    try {
      std::vector<PhaseLook> parts;
      for (int rank = 0; rank < ranks; ++rank) {
        before.return_to();
        parts.push_back(look_at_part(asked, {rank, ranks}));
      }
      settings_.tried->add_terms(place_of(asked), compare_with_parts(whole, parts));
    } catch (const std::exception&) {  // of the whole batch it can be computed
      settings_.tried->add_terms(place_of(asked), {{"", {false, true}}});
    }
  }
}

/// Draws as one process does, and notes it; or as a rank does.
PhaseLook Trainer::look_at_part(const PartOfPhase& asked, const BatchPart& part) {
  std::vector<Term> terms;
  if (part.of == 1) {
    const RecordOfDraws record(*settings_.tried, place_of(asked));
    terms = terms_of(asked, part);
  } else {
    const PartOfDraws draws({batches_->rows_of(part).size(0), part.part, part.of},
                            settings_.tried->draws(place_of(asked)));
    terms = terms_of(asked, part);
  }
  return look_at(terms, asked.active.parameters, trainee_->state());
}

}  // namespace zeroth::host
