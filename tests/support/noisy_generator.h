#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>
#include <zeroth/abilities.h>
#include <zeroth/error.h>
#include <zeroth/generator.h>

#include <vector>

/// Rows of two features: an attribute and noise around it. Notes how many rows each call asked for.
class NoisyGenerator : public zeroth::Generator {
 public:
  void build(const zeroth::Sizes&, at::Generator) override {}
  zeroth::NamedTensors parameters() override { return {}; }
  zeroth::Schedule schedule() const override { return {}; }
  at::Tensor loss(const std::string&, const zeroth::SeenBatch&, at::Generator) override {
    return {};
  }
  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    calls.push_back(attributes.size(0));
    if (throws) throw zeroth::Error("there is no noise");
    return attributes.narrow(1, 0, 1) + at::randn({attributes.size(0), 2}, rng);
  }

  zeroth::NamedTensors state() override {
    return average.defined() ? zeroth::NamedTensors{{"average", average}} : zeroth::NamedTensors();
  }

  std::vector<std::int64_t> calls;
  at::Tensor average;
  bool throws = false;
};

/// The same, whose classifier learns of one number a row.
class NoisyCodes final : public NoisyGenerator, public zeroth::ClassifierSamples {
 public:
  at::Tensor samples_of_rows(const at::Tensor& features, at::Generator) const override {
    return features.narrow(1, 0, 1);
  }
  at::Tensor samples_of_classes(const at::Tensor& attributes, at::Generator rng) const override {
    return attributes.narrow(1, 0, 1) + at::randn({attributes.size(0), 1}, rng);
  }
};
