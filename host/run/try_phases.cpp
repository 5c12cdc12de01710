#include "host/run/try_phases.h"

#include <exception>

#include "host/run/session.h"

namespace zeroth::host {
namespace {

TriedPhases tried_by(int ranks, const Json& pipeline, const Composer& composer,
                     const ProblemData& problem) {
  TriedPhases tried(ranks);
  try {
    Session alone(pipeline, composer, problem, at::kCPU, nullptr, &tried);
    alone.recipe().try_phases();
  } catch (const std::exception& error) {
    // The training says it, at its own place, where it comes to the same; else nothing is shared.
    tried.set_failure(error.what());
  }
  return tried;
}

}  // namespace

TriedPhases try_phases(RankGroup& ranks, const Json& pipeline, const Composer& composer,
                       const ProblemData& problem) {
  Json found;
  if (ranks.is_first()) found = tried_by(ranks.size(), pipeline, composer, problem).to_json();
  return TriedPhases::from_json(Json::parse(ranks.from_first(found.dump())));
}

}  // namespace zeroth::host
