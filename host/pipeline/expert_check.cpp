#include "host/pipeline/expert_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <utility>

#include "host/text/json_text.h"

namespace zeroth::host {

void ExpertCheck::check(Json& experts) {
  for (auto& [name, block] : experts.items()) {
    const std::string pointer = child_pointer("/experts", name);
    if (!std::all_of(name.begin(), name.end(), is_word) || name.empty()) {
      problems_.add(fmt::format("an expert cannot be called \"{}\"", name), pointer,
                    {"letters, digits, - and _: the name becomes part of names of tensors and "
                     "files"});
    }
    if (!plugins_.is_plugin_block(block, pointer)) continue;
    if (!plugins_.check(block, "expert", pointer)) continue;
    plugins_.add_target(pointer, "expert");
    for (TensorDescription& one : plugins_.outputs(block)) {
      one.name = name + "/" + one.name;
      tensors_.push_back(std::move(one));
    }
  }
}

bool ExpertCheck::offers(const std::string& tensor) const {
  return std::any_of(tensors_.begin(), tensors_.end(),
                     [&](const TensorDescription& one) { return one.name == tensor; });
}

void ExpertCheck::check_inference(const Json& pipeline) {
  const Json& weights = pipeline.at("inference").at("weights");
  const Json& experts = pipeline.at("experts");
  const std::string parent = weights.empty() ? "/experts" : "/inference/weights";
  for (const auto& [name, weight] : (weights.empty() ? experts : weights).items()) {
    if (!experts.contains(name)) {
      std::vector<std::string> known;
      for (const auto& [expert, block] : experts.items()) known.push_back(expert);
      problems_.add(fmt::format("no expert \"{}\"{}", name, did_you_mean(nearest(name, known))),
                    child_pointer(parent, name),
                    {fmt::format("experts: {}", fmt::join(known, ", "))});
    } else if (!offers(name + "/scores")) {
      problems_.add(fmt::format("{} scores attributes only, it cannot predict classes",
                                experts[name]["use"].get<std::string>()),
                    child_pointer(parent, name), {},
                    "put it into the block \"backbone\" of an expert.cexp or expert.fexp");
    }
  }
}

}  // namespace zeroth::host
