#include "host/conformance/component.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/abilities.h>
#include <zeroth/data_reader.h>
#include <zeroth/expert.h>
#include <zeroth/generator.h>
#include <zeroth/plugin.h>
#include <zeroth/random.h>

#include <cmath>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <variant>

#include "host/conformance/world.h"
#include "host/engine/plugin_library.h"
#include "host/text/values.h"

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

/// A world for readers that wrap another one: six seen classes and two others, four rows of each.
class StandInReader final : public DataReader {
 public:
  DataSet read(Reading&) override {
    DataSet data = sizes();
    std::vector<float> values;
    Random random(7);
    for (const std::int64_t label : data.labels) {
      for (std::int64_t j = 0; j < kColumns; ++j) {
        values.push_back(static_cast<float>(std::abs(random.normal()) + (label == j ? 3 : 0)));
      }
    }
    data.features = Matrix(std::move(values), data.images(), kColumns);
    return data;
  }
  std::optional<DataSet> outline() const override { return sizes(); }

 private:
  static constexpr std::int64_t kColumns = 8, kClasses = 8, kSeen = 6, kRows = 12;

  static DataSet sizes() {
    DataSet data;
    data.name = "stand-in";
    std::vector<float> attributes;
    for (std::int64_t c = 0; c < kClasses; ++c) {
      for (std::int64_t j = 0; j < 4; ++j) {
        attributes.push_back(static_cast<float>((c * c + 3 * j * c + j) % 7) / 7);
      }
      for (std::int64_t i = 0; i < kRows; ++i) {
        const auto row = static_cast<std::int64_t>(data.labels.size());
        data.labels.push_back(c);
        if (c >= kSeen) {
          data.splits.test_unseen.push_back(row);
        } else {
          (i < kRows / 2 ? data.splits.trainval : data.splits.test_seen).push_back(row);
        }
      }
    }
    data.attributes = Matrix(std::move(attributes), kClasses, 4);
    data.features =
        Matrix(nullptr, static_cast<std::int64_t>(data.labels.size()), kColumns, nullptr);
    return data;
  }
};

/// What a stand-in offers.
std::vector<TensorDescription> outputs_of_stand_in(const std::string& kind) {
  if (kind == "data") return {{"features", {"N", "D"}, "float"}};
  return {};
}

Subject inner(const Subject& subject, const std::string& id, const std::string& block) {
  const auto found = subject.others.find(id);
  if (found != subject.others.end()) return {id, found->second, subject.seed, subject.others};
  throw std::invalid_argument(
      fmt::format("the plugin {} of the block \"{}\" is not installed", id, block));
}

Json block_of(const Subject& subject, const Json& params) {
  Json block = {{"use", subject.id}, {"params", params}};
  for (const ChildDescription& child : description_of(subject).children) {
    if (child.optional) continue;
    if (!child.default_use.empty()) {
      const Subject held = inner(subject, child.default_use, child.name);
      block[child.name] = block_of(held, small_parameters(held));
    } else if (stand_ins().count("/" + child.kind) > 0) {
      block[child.name] = {{"ref", "/" + child.kind}};
    } else {
      throw std::invalid_argument(
          fmt::format("the kit has no {} to put into the block \"{}\"", child.kind, child.name));
    }
  }
  return block;
}

/// A text or a list without anything in it, or nothing at all.
bool is_empty(const std::optional<Value>& value) {
  if (!value) return true;
  return std::visit(
      [](const auto& held) {
        if constexpr (std::is_class_v<std::decay_t<decltype(held)>>) return held.empty();
        return false;
      },
      *value);
}

/// What is empty where nobody set it.
template <class Wanted>
std::vector<std::string> unset_parameters(const Subject& subject, Wanted&& wanted) {
  std::vector<std::string> names;
  const Json given = needed_parameters(subject);
  for (const ParameterDescription& one : description_of(subject).parameters) {
    if (is_empty(one.default_value) && !given.contains(one.name) && wanted(one)) {
      names.push_back(one.name);
    }
  }
  return names;
}

}  // namespace

Description description_of(const Subject& subject) {
  return call_plugin({subject.id, ""}, "describe()", [&] {
    return parse_description(load_plugin(subject.id, subject.file).description());
  });
}

Json needed_parameters(const Subject& subject) {
  Json params = subject.params;
  for (const ParameterDescription& one : description_of(subject).parameters) {
    const bool reads_later = subject.kind() == "data";  // its files need not be there yet
    if (!one.default_value && reads_later && !params.contains(one.name)) {
      params[one.name] = example_of(one);
      continue;
    }
    const bool lists = one.type == ValueType::integer_lists;
    if (!lists || !is_empty(one.default_value) || params.contains(one.name)) continue;
    static_assert(WorldSizes::attributes == 5, "every attribute is in one group");
    params[one.name] = {{0, 2, 4}, {1, 3}};
  }
  return params;
}

Json small_parameters(const Subject& subject) {
  Json params = needed_parameters(subject);
  for (const ParameterDescription& one : description_of(subject).parameters) {
    if (one.type != ValueType::integer || !one.default_value || params.contains(one.name)) continue;
    const bool large = std::get<std::int64_t>(*one.default_value) > kLargestDefault;
    if (large && one.at_least.value_or(0) <= kSmall) params[one.name] = kSmall;
  }
  return params;
}

std::vector<std::string> required_parameters(const Subject& subject) {
  return unset_parameters(
      subject, [](const ParameterDescription& one) { return one.not_empty || !one.default_value; });
}

Failure with_unset_parameters(const Failure& failure, const Subject& subject) {
  std::vector<Problem> problems = failure.problems();
  const auto names = unset_parameters(subject, [](const ParameterDescription&) { return true; });
  if (names.empty()) return failure;
  problems.front().why.push_back(
      fmt::format("perhaps it needs \"{}\", which is empty: --set params.{}=VALUE",
                  fmt::join(names, "\" or \""), names.front()));
  return Failure(failure.code(), std::move(problems));
}

std::vector<TensorDescription> outputs_of(const Subject& subject) {
  const Description description = description_of(subject);
  std::vector<TensorDescription> outputs = description.outputs;
  for (const ChildDescription& child : description.children) {
    if (!child.passes_outputs) continue;
    const auto passed = child.default_use.empty()
                            ? outputs_of_stand_in(child.kind)
                            : outputs_of(inner(subject, child.default_use, child.name));
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
  made["/data"] = {{"", "/data"}, std::make_shared<StandInReader>()};
  return made;
}

Composer composer_of(const Subject& subject) {
  std::map<std::string, std::string> files = subject.others;
  files[subject.id] = subject.file;
  return Composer(files, {});
}

}  // namespace zeroth::host
