#include "host/ranks/tried_phases.h"

#include <algorithm>

namespace zeroth::host {

void TriedPhases::add_draws(const std::string& place, const Lengths& lengths) {
  std::vector<Lengths>& known = phases_[place].draws;
  if (std::find(known.begin(), known.end(), lengths) == known.end()) known.push_back(lengths);
}

const std::vector<TriedPhases::Lengths>& TriedPhases::draws(const std::string& place) const {
  static const std::vector<Lengths> kNone;
  const auto found = phases_.find(place);
  return found == phases_.end() ? kNone : found->second.draws;
}

void TriedPhases::add_terms(const std::string& place, const Terms& terms) {
  Phase& phase = phases_[place];
  phase.compared = true;
  for (const auto& [name, term] : terms) {
    Term& known = phase.terms[name];
    known.adds_up = known.adds_up && term.adds_up;
    known.tells = known.tells || term.tells;
  }
}

bool TriedPhases::needs_whole(const Phase& phase) const {
  const auto is_no_mean = [](const auto& named) {
    return !named.second.adds_up || !named.second.tells;
  };
  return ranks_ > 1 &&
         (!phase.compared || std::any_of(phase.terms.begin(), phase.terms.end(), is_no_mean));
}

bool TriedPhases::needs_whole_batch(const std::string& place) const {
  const auto found = phases_.find(place);
  return needs_whole(found == phases_.end() ? Phase() : found->second);
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
    for (const auto& [name, term] : phase.terms) terms[name] = {term.adds_up, term.tells};
    phases[place] = {
        {"draws", phase.draws}, {"compared", phase.compared}, {"terms", std::move(terms)}};
  }
  return {{"ranks", ranks_}, {"failure", failure_}, {"phases", std::move(phases)}};
}

TriedPhases TriedPhases::from_json(const Json& json) {
  TriedPhases made(json.at("ranks").get<int>());
  made.failure_ = json.at("failure").get<std::string>();
  for (const auto& [place, said] : json.at("phases").items()) {
    Phase& phase = made.phases_[place];
    phase.draws = said.at("draws").get<std::vector<Lengths>>();
    phase.compared = said.at("compared").get<bool>();
    for (const auto& [name, term] : said.at("terms").items()) {
      phase.terms[name] = {term.at(0).get<bool>(), term.at(1).get<bool>()};
    }
  }
  return made;
}

}  // namespace zeroth::host
