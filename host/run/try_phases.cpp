#include "host/run/tried_draws.h"

#include <exception>

#include "host/run/session.h"

namespace zeroth::host {
namespace {

DrawsAlone tried(const Json& pipeline, const Composer& composer, const ProblemData& problem) {
  DrawsAlone draws;
  try {
    Session alone(pipeline, composer, problem, at::kCPU, nullptr, &draws);
    alone.recipe().try_draws();
  } catch (const std::exception&) {
    // The training says it, at its own place.
  }
  return draws;
}

}  // namespace

DrawsAlone draws_alone(RankGroup& ranks, const Json& pipeline, const Composer& composer,
                       const ProblemData& problem) {
  Json found;
  if (ranks.is_first()) found = tried(pipeline, composer, problem).to_json();
  return DrawsAlone::from_json(Json::parse(ranks.from_first(found.dump())));
}

}  // namespace zeroth::host
