#include "host/conformance/component.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <fmt/format.h>
#include <zeroth/abilities.h>
#include <zeroth/generator.h>
#include <zeroth/plugin.h>

#include <stdexcept>

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

}  // namespace

Json description_of(const Subject& subject) {
  return call_plugin({subject.id, ""}, "describe()", [&] {
    return Json::parse(load_plugin(subject.id, subject.file).description());
  });
}

Json small_parameters(const Json& description) {
  Json params = Json::object();
  for (const Json& parameter : description.at("parameters")) {
    const Json& value = parameter.at("default");
    const bool large = value.is_number_integer() && value.get<std::int64_t>() > kLargestDefault;
    if (large && parameter.value("at_least", 0.0) <= kSmall) {
      params[parameter.at("name").get<std::string>()] = kSmall;
    }
  }
  return params;
}

Json document_of(const Subject& subject, const Json& description, const Json& params) {
  Json block = {{"use", subject.id}, {"params", params}};
  for (const Json& child : description.at("children")) {
    const auto name = child.at("name").get<std::string>();
    block[name] = {{"ref", "/" + name}};
  }
  return {{"component", block}};
}

MadeComponents stand_ins(const Json& description) {
  MadeComponents made;
  for (const Json& child : description.at("children")) {
    const auto name = child.at("name").get<std::string>();
    const auto kind = child.at("kind").get<std::string>();
    if (kind != "generator") {
      throw std::invalid_argument(
          fmt::format("the kit has no {} to put into the block \"{}\"", kind, name));
    }
    made["/" + name] = std::make_shared<StandInGenerator>();
  }
  return made;
}

}  // namespace zeroth::host
