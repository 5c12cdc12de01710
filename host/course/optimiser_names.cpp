#include "host/course/optimiser_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/text/json_text.h"

namespace zeroth::host {

namespace {

/// @throws Failure(bad_configuration) for every key of `block` that names no optimiser of the run.
void check_names(const Json& block, const std::string& pointer,
                 const std::vector<std::string>& known, const Composer& composer) {
  std::vector<Problem> problems;
  for (const auto& [name, value] : block.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    problems.push_back(
        {fmt::format("no optimiser \"{}\"{}", name, did_you_mean(nearest(name, known))),
         composer.where(child_pointer(pointer, name)),
         {fmt::format("this run has: {}", fmt::join(known, ", "))},
         ""});
  }
  if (!problems.empty()) throw Failure(Exit::bad_configuration, std::move(problems));
}

}  // namespace

void check_optimiser_names(const Json& pipeline, const Composer& composer,
                           const std::vector<std::string>& known) {
  const Json& train = pipeline.at("train");
  check_names(train.at("decay").at("factors"), "/train/decay/factors", known, composer);
  const Json none = Json::object();
  check_names(train.value("optimisers", none), "/train/optimisers", known, composer);
}

}  // namespace zeroth::host
