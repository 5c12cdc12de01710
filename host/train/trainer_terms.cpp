// Of which rows a phase is computed: of all of a batch, or of a rank's part.
#include <fmt/format.h>

#include <utility>

#include "host/ranks/part_of_draws.h"
#include "host/train/trainer.h"

namespace zeroth::host {
namespace {

BatchPart own_part(const TrainSettings& settings) {
  if (!settings.ranks) return {};
  return {settings.ranks->place().rank, settings.ranks->size()};
}

}  // namespace

std::vector<Term> Trainer::terms_of(const ActivePhase& active) {
  std::vector<Term> all;
  for (const PartOfPhase& one : parts_of_phase(active)) {
    for (Term& term : settings_.ranks ? shared_terms_of(one) : terms_of(one, {})) {
      all.push_back(std::move(term));
    }
  }
  return all;
}

std::vector<Trainer::PartOfPhase> Trainer::parts_of_phase(const ActivePhase& active) const {
  if (active.phase.joint && joint_) return {{active, false}, {active, true}};
  return {{active, false}};
}

/// For a part of the batch that was drawn last.
std::vector<Term> Trainer::terms_of(const PartOfPhase& asked, const BatchPart& part) {
  SeenBatch batch = batches_->part(part);
  batch.progress = progress();
  return asked.joint ? joint_->terms(batch, batches_->rows_of(part), streams_.stream(joint_noise()))
                     : trainee_->terms(asked.active.phase.name, batch, streams_.stream(noise()));
}

/// Of this rank's part of the batch; of the whole one where its parts would be another loss.
std::vector<Term> Trainer::shared_terms_of(const PartOfPhase& asked) {
  static const TriedPhases kNothingTried;
  const TriedPhases& tried = settings_.tried ? *settings_.tried : kNothingTried;
  const std::string here = place_of(asked);
  if (tried.needs_whole_batch(here)) return terms_of(asked, {});
  const BatchPart own = own_part(settings_);
  const PartOfDraws draws({batches_->rows_of(own).size(0), own.part, own.of}, tried.draws(here));
  return terms_of(asked, own);
}

/// How it is called among all of a recipe.
std::string Trainer::place_of(const PartOfPhase& asked) const {
  return fmt::format("{}, {}, {}{}", name_, stage().name, asked.active.phase.name,
                     asked.joint ? ", joint term" : "");
}

/// What this process keeps of every batch of the stage.
BatchPart Trainer::held_part() const {
  if (!settings_.tried) return own_part(settings_);
  for (const auto& pass : stage().passes) {
    for (const plan::Round& round : pass) {
      for (const std::string& phase : round.phases) {
        for (const PartOfPhase& one : parts_of_phase(phases_.at(phase))) {
          if (settings_.tried->needs_whole_batch(place_of(one))) return {};
        }
      }
    }
  }
  return own_part(settings_);
}

}  // namespace zeroth::host
