#include "tests/reference/generative_losses.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/losses_and_scores/loss_example.h"
#include "tests/support/tensors.h"

using zeroth::TensorMap;
using zeroth::host::Json;

namespace {

Example supervised(double temperature, std::int64_t n, std::int64_t classes, double scale) {
  return {"loss.supervised-contrastive",
          {{"temperature", temperature}},
          {"embedding"},
          TensorMap({{"embedding", normal({n, 4}, 61) * scale}, {"labels", whole(n, classes, 62)}}),
          [](const TensorMap& in, const Json& p) {
            return reference::supervised_contrastive(to_table(in["embedding"]),
                                                     to_labels(in["labels"]), p.at("temperature"));
          },
          scale / temperature < kRounded};
}

/// Class ids 1, 4, 7, ... are seen.
at::Tensor seen_ids(std::int64_t seen) { return at::arange(seen, at::kLong) * 3 + 1; }

Example class_level(double temperature, std::int64_t n, std::int64_t seen, double scale) {
  return {"loss.class-contrastive",
          {{"temperature", temperature}},
          {"scores"},
          TensorMap({{"scores", normal({n, seen}, 63) * scale},
                     {"labels", whole(n, seen, 64) * 3 + 1},
                     {"seen_classes", seen_ids(seen)}}),
          [](const TensorMap& in, const Json& p) {
            return reference::class_contrastive(to_table(in["scores"]), to_labels(in["labels"]),
                                                to_labels(in["seen_classes"]), p.at("temperature"));
          },
          scale / temperature < kRounded};
}

Example semantic(const char* form, std::int64_t n, std::int64_t size) {
  return {"loss.semantic-reconstruction",
          {{"form", form}},
          {"decoded_attributes"},
          TensorMap({{"decoded_attributes", normal({n, size}, 65)},
                     {"attributes", normal({n, size}, 66)}}),
          [](const TensorMap& in, const Json& p) {
            return reference::semantic_reconstruction(to_table(in["decoded_attributes"]),
                                                      to_table(in["attributes"]),
                                                      p.at("form") == "weighted-l1");
          }};
}

Example code(std::int64_t n, double scale) {
  return {"loss.vae-kl",
          Json::object(),
          {"mean", "log_variance"},
          TensorMap(
              {{"mean", normal({n, 5}, 67) * scale}, {"log_variance", normal({n, 5}, 68) * scale}}),
          [](const TensorMap& in, const Json&) {
            return reference::vae_kl(to_table(in["mean"]), to_table(in["log_variance"]));
          },
          scale < 5};
}

Example features(std::int64_t n, double scale) {
  return {"loss.feature-reconstruction",
          Json::object(),
          {"logits"},
          TensorMap(
              {{"logits", normal({n, 5}, 69) * scale}, {"features", normal({n, 5}, 70).sigmoid()}}),
          [](const TensorMap& in, const Json&) {
            return reference::feature_reconstruction(to_table(in["logits"]),
                                                     to_table(in["features"]));
          },
          scale < kRounded};
}

/// Typical batches, a batch of one, one class, all classes different, extreme numbers.
std::vector<Example> generative_examples() {
  std::vector<Example> all;
  for (const std::int64_t n : {1, 2, 9}) {
    for (const double temperature : {0.1, 1.0, 10.0}) {
      for (const std::int64_t classes : {1, 3, 1000}) {
        all.push_back(supervised(temperature, n, classes, 0.5));
      }
      for (const std::int64_t seen : {1, 6}) all.push_back(class_level(temperature, n, seen, 1.0));
    }
    for (const char* form : {"weighted-l1", "l1"}) {
      for (const std::int64_t size : {1, 6}) all.push_back(semantic(form, n, size));
    }
    all.push_back(code(n, 1.0));
    for (const double scale : {1.0, 80.0, 1e4}) all.push_back(features(n, scale));
  }
  all.push_back(supervised(0.1, 9, 3, 100.0));
  all.push_back(class_level(0.1, 9, 6, 1e4));
  all.push_back(code(9, 10.0));
  return all;
}

}  // namespace

TEST_CASE("generative losses: every plugin agrees with its slow twin") {
  check_twins(generative_examples());
}

TEST_CASE("generative losses: gradients agree with finite differences") {
  check_gradients(generative_examples());
}

TEST_CASE("generative losses: zero rows and single precision stay finite") {
  check_finite(generative_examples());
}

TEST_CASE("generative losses: single and double precision agree") {
  check_precisions(generative_examples());
}

TEST_CASE("loss.supervised-contrastive: without positives it is 0 and so is its gradient") {
  for (const std::int64_t n : {1, 5}) {
    const at::Tensor z = normal({n, 4}, 71).set_requires_grad(true);
    const at::Tensor loss = compute(loaded<zeroth::Loss>("loss.supervised-contrastive"),
                                    TensorMap({{"embedding", z}, {"labels", at::arange(n)}}));
    CHECK(loss.item<double>() == 0.0);
    CHECK(torch::autograd::grad({loss}, {z})[0].abs().max().item<double>() == 0.0);
  }
}

TEST_CASE("loss.semantic-reconstruction: an exact row has loss 0 and gradient 0") {
  for (const char* form : {"weighted-l1", "l1"}) {
    const at::Tensor a = normal({3, 4}, 72), decoded = a.clone().set_requires_grad(true);
    const at::Tensor loss =
        compute(loaded<zeroth::Loss>("loss.semantic-reconstruction", {{"form", form}}),
                TensorMap({{"decoded_attributes", decoded}, {"attributes", a}}));
    CHECK(loss.item<double>() == 0.0);
    CHECK(torch::autograd::grad({loss}, {decoded})[0].abs().max().item<double>() == 0.0);
  }
}

TEST_CASE("loss.class-contrastive: a label that is not seen is refused by its id") {
  const auto loss = loaded<zeroth::Loss>("loss.class-contrastive");
  // Between two seen classes, below the first and above the last.
  for (const std::int64_t strange : {5, 0, 9}) {
    const TensorMap in({{"scores", normal({2, 3}, 73)},
                        {"labels", at::tensor({std::int64_t{4}, strange}, at::kLong)},
                        {"seen_classes", seen_ids(3)}});
    const std::string message =
        "class " + std::to_string(strange) +
        " is not a seen class, and this loss reads rows of seen classes only";
    CHECK_THROWS_WITH(loss.component()->compute(in), message.c_str());
  }
}
