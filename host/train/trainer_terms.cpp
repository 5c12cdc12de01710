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
    for (Term& term : terms_at(one)) all.push_back(std::move(term));
  }
  return all;
}

/// Its own loss, and the joint term.
std::vector<Trainer::PartOfPhase> Trainer::parts_of_phase(const ActivePhase& active) {
  std::vector<PartOfPhase> all;
  all.push_back({place_of(active.phase.name), [&](const BatchPart& part) {
                   return trainee_->terms(active.phase.name, batch_of(part),
                                          streams_.stream(noise()));
                 }});
  if (active.phase.joint && joint_) {
    all.push_back({joint_place_of(active.phase.name), [&](const BatchPart& part) {
                     return joint_->terms(batch_of(part), batches_->rows_of(part),
                                          streams_.stream(joint_noise()));
                   }});
  }
  return all;
}

SeenBatch Trainer::batch_of(const BatchPart& part) const {
  SeenBatch batch = batches_->part(part);
  batch.progress = progress();
  return batch;
}

/// Of this rank's part of the batch; of the whole one where its parts would be another loss.
std::vector<Term> Trainer::terms_at(const PartOfPhase& asked) {
  if (!settings_.ranks) return asked.terms({});
  static const TriedPhases kNothingTried;
  const TriedPhases& tried = settings_.tried ? *settings_.tried : kNothingTried;
  if (tried.needs_whole_batch(asked.place)) return asked.terms({});
  const BatchPart own = own_part(settings_);
  const PartOfDraws draws({batches_->rows_of(own).size(0), own.part, own.of},
                          tried.draws(asked.place));
  return asked.terms(own);
}

/// How a phase is called among all of a recipe.
std::string Trainer::place_of(const std::string& phase) const {
  return fmt::format("{}, {}, {}", name_, stage().name, phase);
}

std::string Trainer::joint_place_of(const std::string& phase) const {
  return place_of(phase) + ", joint term";
}

/// What this process keeps of every batch of the stage.
BatchPart Trainer::held_part() {
  if (!settings_.tried) return own_part(settings_);
  for (const auto& pass : stage().passes) {
    for (const plan::Round& round : pass) {
      for (const std::string& phase : round.phases) {
        for (const PartOfPhase& one : parts_of_phase(phases_.at(phase))) {
          if (settings_.tried->needs_whole_batch(one.place)) return {};
        }
      }
    }
  }
  return own_part(settings_);
}

}  // namespace zeroth::host
