#include "host/base/problem.h"
#include "host/ranks/rank_group.h"

namespace zeroth::host {

struct RankGroup::Parts {};

namespace {

[[noreturn]] void refuse() {
  throw Failure(Exit::unavailable, {"this build of Zeroth computes a run in one process",
                                    "zeroth run --ranks",
                                    {"it was built without Gloo"},
                                    "install libgloo-dev and build again, or leave --ranks out"});
}

}  // namespace

RankGroup::RankGroup(const RankPlace& place) : place_(place) { refuse(); }
RankGroup::~RankGroup() = default;
std::vector<std::string> RankGroup::exchange(const std::string&, const std::string&) { refuse(); }
void RankGroup::connect() { refuse(); }
void RankGroup::sum(at::Tensor) { refuse(); }
void RankGroup::from_first(at::Tensor) { refuse(); }
void RankGroup::to_first(int, at::Tensor) { refuse(); }
std::string RankGroup::from_first(const std::string&) { refuse(); }
std::vector<std::string> RankGroup::gather(const std::string&) { refuse(); }
void RankGroup::throw_told_end() {}
void RankGroup::tell_end(Exit, const Problem&) noexcept {}

bool has_ranks() { return false; }

}  // namespace zeroth::host
