#include "host/conformance/component.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <fmt/format.h>
#include <zeroth/abilities.h>
#include <zeroth/expert.h>
#include <zeroth/generator.h>
#include <zeroth/plugin.h>

#include <stdexcept>

#include "host/conformance/world.h"
#include "host/engine/plugin_library.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kLargestDefault = 64;
constexpr std::int64_t kSmall = 32;

/// A generator with an embedding, for components that learn on top of one.
class StandInGenerator final : public Generator, public Embedder {
 public:
  void build(const Sizes&, at::Generator) override {}
  NamedTensors parameters() override { return {}; }
  Schedule schedule() const override { return {}; }
  at::Tensor loss(const std::string&, const SeenBatch&, at::Generator) override { return {}; }
  at::Tensor sample(const at::Tensor& attributes, at::Generator) override { return attributes; }
  std::int64_t embedding_size() const override { return kSize; }
  at::Tensor embed(const at::Tensor& features) const override {
    return at::matmul(features, at::full({features.size(1), kSize}, 0.1, features.options()));
  }

 private:
  static constexpr std::int64_t kSize = 7;
};

/// An expert for components that build on top of one: it attends to regions.
class StandInExpert final : public Expert, public Attention {
 public:
  void build(const RegionProblem& problem, at::Generator rng) override {
    weight_ =
        at::empty({problem.word_vectors.size(0), problem.channels}, problem.word_vectors.options());
    weight_.normal_(0, 1, std::move(rng));
  }
  NamedTensors parameters() override { return {{"weight", weight_}}; }
  TensorMap forward(const RegionBatch& images) const override {
    const at::Tensor scores = at::linear(images.regions, weight_);
    return TensorMap({{"attribute_scores", (scores * at::softmax(scores, 1)).sum(1)}});
  }
  at::Tensor attention(const RegionBatch& images) const override {
    return at::softmax(at::linear(images.regions, weight_), 1).transpose(1, 2);
  }

 private:
  at::Tensor weight_;  // [K,M]
};

Subject inner(const Subject& subject, const std::string& id, const std::string& block) {
  const auto found = subject.others.find(id);
  if (found != subject.others.end()) return {id, found->second, subject.seed, subject.others};
  throw std::invalid_argument(
      fmt::format("the plugin {} of the block \"{}\" is not installed", id, block));
}

Json block_of(const Subject& subject, const Json& params) {
  Json block = {{"use", subject.id}, {"params", params}};
  const Json description = description_of(subject);
  for (const Json& child : description.at("children")) {
    if (child.value("optional", false)) continue;
    const auto name = child.at("name").get<std::string>();
    const auto kind = child.at("kind").get<std::string>();
    if (const auto id = child.value("default_use", ""); !id.empty()) {
      const Subject held = inner(subject, id, name);
      block[name] = block_of(held, small_parameters(description_of(held)));
    } else if (stand_ins().count("/" + kind) > 0) {
      block[name] = {{"ref", "/" + kind}};
    } else {
      throw std::invalid_argument(
          fmt::format("the kit has no {} to put into the block \"{}\"", kind, name));
    }
  }
  return block;
}

}  // namespace

Json description_of(const Subject& subject) {
  return call_plugin({subject.id, ""}, "describe()", [&] {
    return Json::parse(load_plugin(subject.id, subject.file).description());
  });
}

Json value_of(const Json& parameter) {
  if (parameter.contains("default")) return parameter.at("default");
  const auto example = parameter.value("example", "");
  if (parameter.at("type") == "string") return example;
  const Json value = Json::parse(example, nullptr, /*allow_exceptions=*/false);
  return value.is_discarded() ? Json() : value;
}

Json needed_parameters(const Json& description) {
  Json params = Json::object();
  for (const Json& parameter : description.at("parameters")) {
    if (!parameter.contains("default")) {
      params[parameter.at("name").get<std::string>()] = value_of(parameter);
      continue;
    }
    if (parameter.at("type") != "lists of integers" || !parameter.at("default").empty()) continue;
    static_assert(WorldSizes::attributes == 5, "every attribute is in one group");
    params[parameter.at("name").get<std::string>()] = {{0, 2, 4}, {1, 3}};
  }
  return params;
}

Json small_parameters(const Json& description) {
  Json params = needed_parameters(description);
  for (const Json& parameter : description.at("parameters")) {
    const Json value = value_of(parameter);
    const bool large = value.is_number_integer() && value.get<std::int64_t>() > kLargestDefault;
    if (large && parameter.value("at_least", 0.0) <= kSmall) {
      params[parameter.at("name").get<std::string>()] = kSmall;
    }
  }
  return params;
}

Json outputs_of(const Subject& subject) {
  const Json description = description_of(subject);
  Json outputs = description.value("outputs", Json::array());
  for (const Json& child : description.at("children")) {
    const auto id = child.value("default_use", "");
    if (id.empty() || !child.value("passes_outputs", false)) continue;
    const Json passed = outputs_of(inner(subject, id, child.at("name")));
    outputs.insert(outputs.end(), passed.begin(), passed.end());
  }
  return outputs;
}

Json document_of(const Subject& subject, const Json& params) {
  return {{"component", block_of(subject, params)}};
}

MadeComponents stand_ins() {
  MadeComponents made;
  made["/generator"] = {{"", "/generator"}, std::make_shared<StandInGenerator>()};
  made["/expert"] = {{"", "/expert"}, std::make_shared<StandInExpert>()};
  return made;
}

Composer composer_of(const Subject& subject) {
  std::map<std::string, std::string> files = subject.others;
  files[subject.id] = subject.file;
  return Composer(files, {});
}

}  // namespace zeroth::host
