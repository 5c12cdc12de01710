#include "host/ranks/tried_phases.h"

#include <algorithm>
#include <cmath>

namespace zeroth::host {
namespace {

// The sums of a batch of any size are rounded by less; two halves of a batch that is compared with
// itself are apart by more.
constexpr double kRounding = 1e-4;

}  // namespace

void TriedPhases::add_draws(const std::string& place, const Lengths& lengths) {
  std::vector<Lengths>& known = phases_[place].draws;
  if (std::find(known.begin(), known.end(), lengths) == known.end()) known.push_back(lengths);
}

const std::vector<TriedPhases::Lengths>& TriedPhases::draws(const std::string& place) const {
  static const std::vector<Lengths> kNone;
  const auto found = phases_.find(place);
  return found == phases_.end() ? kNone : found->second.draws;
}

void TriedPhases::add_term(const std::string& place, const std::string& term, double whole,
                           double mean_of_parts) {
  TriedTerm& tried = phases_[place].terms[term];
  const double size = std::max(std::abs(whole), std::abs(mean_of_parts));
  if (size > 0) tried.tells = true;
  if (!(std::abs(whole - mean_of_parts) <= kRounding * size)) tried.adds_up = false;
}

bool TriedPhases::needs_whole(const Phase& phase) const {
  return std::any_of(phase.terms.begin(), phase.terms.end(), [](const auto& named) {
    return !named.second.adds_up || !named.second.tells;
  });
}

bool TriedPhases::needs_whole_batch(const std::string& place) const {
  const auto found = phases_.find(place);
  return found != phases_.end() && needs_whole(found->second);
}

std::vector<std::string> TriedPhases::whole_batches() const {
  std::vector<std::string> places;
  for (const auto& [place, phase] : phases_) {
    if (needs_whole(phase)) places.push_back(place);
  }
  return places;
}

Json TriedPhases::to_json() const {
  Json phases = Json::object();
  for (const auto& [place, phase] : phases_) {
    Json terms = Json::object();
    for (const auto& [name, term] : phase.terms) {
      terms[name] = {{"adds_up", term.adds_up}, {"tells", term.tells}};
    }
    phases[place] = {{"draws", phase.draws}, {"terms", std::move(terms)}};
  }
  return {{"ranks", ranks_}, {"phases", std::move(phases)}};
}

TriedPhases TriedPhases::from_json(const Json& json) {
  TriedPhases made(json.at("ranks").get<int>());
  for (const auto& [place, phase] : json.at("phases").items()) {
    Phase& made_phase = made.phases_[place];
    made_phase.draws = phase.at("draws").get<std::vector<Lengths>>();
    for (const auto& [name, term] : phase.at("terms").items()) {
      made_phase.terms[name] = {term.at("adds_up").get<bool>(), term.at("tells").get<bool>()};
    }
  }
  return made;
}

}  // namespace zeroth::host
