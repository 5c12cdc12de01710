#include "host/run/kept_checkpoint.h"

#include <algorithm>
#include <set>

namespace zeroth::host {
namespace {

/// "<training>/optimisers/<optimiser>/first/<parameter>", as Trainer and FusedOptimiser call them.
bool is_moment(const std::string& name) {
  const auto optimiser = name.find("/optimisers/");
  if (optimiser == std::string::npos || name.find("/parameters/") < optimiser) return false;
  const auto folder = {"/first/", "/second/", "/largest/", "/sum/"};
  return std::any_of(folder.begin(), folder.end(), [&](const char* one) {
    return name.find(one, optimiser) != std::string::npos;
  });
}

}  // namespace

NamedTensors kept_of_checkpoint(NamedTensors all, const std::string& keep) {
  if (keep == "record") return {};
  if (keep == "everything") return all;
  all.erase(std::remove_if(all.begin(), all.end(),
                           [](const NamedTensor& one) { return is_moment(one.name); }),
            all.end());
  return all;
}

NamedTensors with_fresh_moments(NamedTensors kept, const NamedTensors& fresh) {
  std::set<std::string> known;
  for (const NamedTensor& one : kept) known.insert(one.name);
  for (const NamedTensor& one : fresh) {
    if (is_moment(one.name) && known.count(one.name) == 0) kept.push_back(one);
  }
  return kept;
}

}  // namespace zeroth::host
