#include "host/cli/plugin_parameters.h"

#include <algorithm>

#include "host/base/problem.h"
#include "host/pipeline/pipeline_sets.h"
#include "host/pipeline/values_check.h"

namespace zeroth::host {
namespace {

bool is_set(const ParameterDescription& rule, const Json& params) {
  return params.contains(rule.name) ||
         std::any_of(rule.aliases.begin(), rule.aliases.end(),
                     [&](const std::string& alias) { return params.contains(alias); });
}

/// `block` holds params and nothing else.
Json& params_of(Json& block) {
  if (block.size() == 1 && block.contains("params") && block["params"].is_object()) {
    return block["params"];
  }
  throw Failure(Exit::usage, {"--set gives a plugin its parameters, and nothing else",
                              "zeroth validate",
                              {},
                              "--set params.NAME=VALUE"});
}

}  // namespace

Json set_parameters(const std::vector<std::string>& sets, const std::string& id,
                    const Description& description) {
  if (sets.empty()) return Json::object();
  Pipeline block{Json::object(), {}};
  apply_sets(block, sets, Sets::preset);
  apply_sets(block, sets, Sets::others);
  Json& params = params_of(block.document);
  const Json given = params;
  ProblemList problems(block);
  check_values(params, description.parameters, id, "/params", {}, problems);
  if (!problems.empty()) throw Failure(Exit::bad_configuration, problems.take());
  Json set = params;
  for (const ParameterDescription& rule : description.parameters) {
    if (!is_set(rule, given)) set = without(set, rule.name);
  }
  return set;
}

}  // namespace zeroth::host
