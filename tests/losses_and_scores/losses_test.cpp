#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/reference/formulas.h"
#include "tests/support/tensors.h"

using zeroth::TensorMap;
using zeroth::host::Handle;
using zeroth::host::Json;

namespace {

/// One way to call a loss, and what its slow twin says.
struct Example {
  std::string id;
  Json params;
  std::vector<std::string> differentiable;
  TensorMap in;
  double (*twin)(const TensorMap&, const Json&);
};

double twin_pair(const TensorMap& in, const Json& params, const char* a, const char* b) {
  return reference::pair_loss(to_table(in[a]), to_table(in[b]), to_labels(in["labels"]),
                              params.at("logit") == "half");
}

Example pair(const std::string& id, const char* a, const char* b, const char* logit, std::int64_t n,
             std::int64_t width, std::int64_t classes,
             double (*twin)(const TensorMap&, const Json&)) {
  return {id,
          {{"logit", logit}},
          {a, b},
          TensorMap({{a, normal({n, width}, 1)},
                     {b, normal({n, width}, 2)},
                     {"labels", whole(n, classes, 3)}}),
          twin};
}

Example embedding_pair(const char* logit, std::int64_t n, std::int64_t classes) {
  return pair("loss.batch-embedding", "teacher_embedding", "student_embedding", logit, n, 5,
              classes, [](const TensorMap& in, const Json& p) {
                return twin_pair(in, p, "teacher_embedding", "student_embedding");
              });
}

Example ood_pair(const char* logit, std::int64_t n, std::int64_t classes) {
  return pair("loss.batch-ood", "ood_label", "ood_embedding", logit, n, 2, classes,
              [](const TensorMap& in, const Json& p) {
                return twin_pair(in, p, "ood_label", "ood_embedding");
              });
}

Example cross_entropy(double temperature, std::int64_t n, double scale) {
  return {"loss.cross-entropy",
          {{"temperature", temperature}},
          {"logits"},
          TensorMap({{"logits", normal({n, 6}, 4) * scale}, {"labels", whole(n, 6, 5)}}),
          [](const TensorMap& in, const Json& p) {
            return reference::cross_entropy(to_table(in["logits"]), to_labels(in["labels"]),
                                            p.at("temperature"));
          }};
}

Example distillation(const char* norm, std::int64_t n, double scale) {
  return {"loss.logit-distillation",
          {{"norm", norm}},
          {"teacher_logits", "student_logits"},
          TensorMap({{"teacher_logits", normal({n, 3}, 6) * scale},
                     {"student_logits", normal({n, 7}, 7) * scale},
                     {"seen_classes", at::tensor({1, 4, 6}, at::kLong)}}),
          [](const TensorMap& in, const Json& p) {
            const auto norm_name = p.at("norm").get<std::string>();
            return reference::logit_distillation(to_table(in["teacher_logits"]),
                                                 to_table(in["student_logits"]),
                                                 to_labels(in["seen_classes"]), norm_name.c_str());
          }};
}

double twin_penalty(const TensorMap& in, const Json& p) {
  reference::Critic critic{to_table(in["hidden.weight"]), to_row(in["hidden.bias"]),
                           to_row(in["output.weight"]), in["output.bias"].item<double>()};
  return reference::gradient_penalty(critic, to_table(in["real"]), to_table(in["fake"]),
                                     to_table(in["attributes"]), to_row(in["mix"]), p.at("weight"));
}

Example penalty(std::int64_t n) {
  return {"loss.gradient-penalty",
          {{"weight", 10.0}},
          {"hidden.weight", "output.weight"},
          TensorMap({{"real", normal({n, 4}, 8)},
                     {"fake", normal({n, 4}, 9)},
                     {"attributes", normal({n, 3}, 10)},
                     {"mix", normal({n}, 11).sigmoid()},
                     {"hidden.weight", normal({6, 7}, 12)},
                     {"hidden.bias", normal({6}, 13)},
                     {"output.weight", normal({1, 6}, 14)},
                     {"output.bias", normal({1}, 15)}}),
          twin_penalty};
}

Example supervised_contrast(std::int64_t n, std::int64_t classes, double temperature) {
  return {"loss.supervised-contrastive",
          {{"temperature", temperature}},
          {"embedding"},
          TensorMap({{"embedding", normal({n, 4}, 16)}, {"labels", whole(n, classes, 17)}}),
          [](const TensorMap& in, const Json& p) {
            return reference::supervised_contrastive(to_table(in["embedding"]),
                                                     to_labels(in["labels"]), p.at("temperature"));
          }};
}

Example class_contrast(std::int64_t n) {
  const at::Tensor seen = at::tensor({1, 4, 6}, at::kLong);
  return {"loss.class-contrastive",
          {{"temperature", 0.3}},
          {"scores"},
          TensorMap({{"scores", normal({n, 3}, 18)},
                     {"labels", seen.index_select(0, whole(n, 3, 19))},
                     {"seen_classes", seen}}),
          [](const TensorMap& in, const Json& p) {
            return reference::class_contrastive(to_table(in["scores"]), to_labels(in["labels"]),
                                                to_labels(in["seen_classes"]), p.at("temperature"));
          }};
}

Example semantic(const char* form, std::int64_t n) {
  return {
      "loss.semantic-reconstruction",
      {{"form", form}},
      {"decoded_attributes"},
      TensorMap({{"decoded_attributes", normal({n, 5}, 20)}, {"attributes", normal({n, 5}, 21)}}),
      [](const TensorMap& in, const Json& p) {
        return reference::semantic_reconstruction(to_table(in["decoded_attributes"]),
                                                  to_table(in["attributes"]),
                                                  p.at("form") == "weighted-l1");
      }};
}

Example vae_kl(std::int64_t n) {
  return {"loss.vae-kl",
          Json::object(),
          {"mean", "log_variance"},
          TensorMap({{"mean", normal({n, 4}, 22)}, {"log_variance", normal({n, 4}, 23)}}),
          [](const TensorMap& in, const Json&) {
            return reference::vae_kl(to_table(in["mean"]), to_table(in["log_variance"]));
          }};
}

Example feature_reconstruction(std::int64_t n, double scale) {
  return {"loss.feature-reconstruction",
          Json::object(),
          {"logits"},
          TensorMap(
              {{"logits", normal({n, 4}, 24) * scale}, {"features", normal({n, 4}, 25).sigmoid()}}),
          [](const TensorMap& in, const Json&) {
            return reference::feature_reconstruction(to_table(in["logits"]),
                                                     to_table(in["features"]));
          }};
}

/// Typical batches, a batch of one, all labels equal, all different, many classes absent, extreme
/// logits.
std::vector<Example> examples() {
  std::vector<Example> all;
  for (const char* logit : {"half", "cos"}) {
    for (const std::int64_t n : {1, 2, 9}) {
      for (const std::int64_t classes : {1, 3, 1000}) {
        all.push_back(embedding_pair(logit, n, classes));
        all.push_back(ood_pair(logit, n, classes));
      }
    }
  }
  for (const double scale : {1.0, 80.0, 1e4}) {
    for (const std::int64_t n : {1, 8}) {
      all.push_back(cross_entropy(1.0, n, scale));
      all.push_back(cross_entropy(2.5, n, scale));
      for (const char* norm : {"l2", "softmax2", "none"})
        all.push_back(distillation(norm, n, scale));
    }
  }
  for (const std::int64_t n : {1, 5}) {
    all.push_back(penalty(n));
    all.push_back(class_contrast(n));
    all.push_back(semantic("weighted-l1", n));
    all.push_back(semantic("l1", n));
    all.push_back(vae_kl(n));
    for (const double scale : {1.0, 80.0, 1e4}) all.push_back(feature_reconstruction(n, scale));
  }
  for (const std::int64_t n : {1, 2, 9}) {
    for (const std::int64_t classes : {1, 3, 1000}) {
      all.push_back(supervised_contrast(n, classes, 1.0));
      all.push_back(supervised_contrast(n, classes, 0.1));
    }
  }
  return all;
}

double value(const Example& example, const TensorMap& in) {
  return compute(loaded<zeroth::Loss>(example.id, example.params), in).item<double>();
}

}  // namespace

TEST_CASE("losses: every plugin agrees with its slow twin") {
  for (const Example& example : examples()) {
    CAPTURE(example.id);
    CAPTURE(example.params.dump());
    const double want = example.twin(example.in, example.params);
    CHECK(value(example, example.in) == doctest::Approx(want).epsilon(1e-9));
  }
}

TEST_CASE("losses: gradients agree with finite differences") {
  for (const Example& example : examples()) {
    // At extreme logits the function is piecewise linear and differences only measure rounding.
    if (example.in.contains("logits") && example.in["logits"].abs().max().item<double>() > 50)
      continue;
    if (example.in.contains("teacher_logits") &&
        example.in["teacher_logits"].abs().max().item<double>() > 50)
      continue;
    for (const std::string& name : example.differentiable) {
      CAPTURE(example.id);
      CAPTURE(name);
      TensorMap in = example.in;
      const at::Tensor leaf = in[name].clone().set_requires_grad(true);
      in.set(name, leaf);
      const at::Tensor loss = compute(loaded<zeroth::Loss>(example.id, example.params), in);
      const at::Tensor got = torch::autograd::grad({loss}, {leaf})[0].contiguous();
      for (std::int64_t i = 0; i < std::min<std::int64_t>(leaf.numel(), 12); ++i) {
        const double step = 1e-6;
        const auto moved = [&](double by) {
          TensorMap shifted = example.in;
          at::Tensor x = shifted[name].clone();
          x.view({-1})[i].add_(by);
          shifted.set(name, x);
          return value(example, shifted);
        };
        const double want = (moved(step) - moved(-step)) / (2 * step);
        CHECK(got.view({-1})[i].item<double>() == doctest::Approx(want).epsilon(1e-5).scale(1e-3));
      }
    }
  }
}

TEST_CASE("losses: zero rows and single precision stay finite, inputs stay as they are") {
  for (const Example& example : examples()) {
    CAPTURE(example.id);
    TensorMap in;
    for (const auto& one : example.in.all()) {
      const bool floating = one.tensor.is_floating_point();
      at::Tensor tensor = floating ? one.tensor.to(at::kFloat) : one.tensor.clone();
      if (floating && tensor.dim() == 2 && one.name.find("weight") == std::string::npos)
        tensor[0].zero_();
      in.set(one.name, tensor);
    }
    std::vector<at::Tensor> leaves;
    for (const std::string& name : example.differentiable) {
      leaves.push_back(in[name].clone().set_requires_grad(true));
      in.set(name, leaves.back());
    }
    TensorMap before;
    for (const auto& one : in.all()) before.set(one.name, one.tensor.detach().clone());
    const at::Tensor loss = compute(loaded<zeroth::Loss>(example.id, example.params), in);
    CHECK((loss.scalar_type() == at::kFloat));
    CHECK(std::isfinite(loss.item<double>()));
    for (const at::Tensor& gradient : torch::autograd::grad({loss}, leaves)) {
      CHECK(gradient.isfinite().all().item<bool>());
    }
    for (const auto& one : in.all()) CHECK(one.tensor.detach().equal(before[one.name]));
  }
}

TEST_CASE("losses: single and double precision agree") {
  for (const Example& example : examples()) {
    CAPTURE(example.id);
    CAPTURE(example.params.dump());
    // Both read the same numbers, those that float32 can hold.
    TensorMap single, twice;
    for (const auto& one : example.in.all()) {
      const bool floating = one.tensor.is_floating_point();
      single.set(one.name, floating ? one.tensor.to(at::kFloat) : one.tensor);
      twice.set(one.name, floating ? one.tensor.to(at::kFloat).to(at::kDouble) : one.tensor);
    }
    CHECK(value(example, single) == doctest::Approx(value(example, twice)).epsilon(1e-5));
  }
}

TEST_CASE("pair losses: the gradient of a zero row is that of division by the smallest norm") {
  for (const char* logit : {"half", "cos"}) {
    const Example example = embedding_pair(logit, 5, 3);
    for (const std::string& name : example.differentiable) {
      CAPTURE(name);
      TensorMap in = example.in;
      const at::Tensor leaf = in[name].clone();
      leaf[1].zero_();
      in.set(name, leaf.set_requires_grad(true));
      const at::Tensor loss = compute(loaded<zeroth::Loss>(example.id, example.params), in);
      const at::Tensor got = torch::autograd::grad({loss}, {leaf})[0];
      for (std::int64_t k = 0; k < leaf.size(1); ++k) {
        // The row stays below the smallest norm on both sides.
        const auto moved = [&](double by) {
          TensorMap shifted = in;
          at::Tensor x = leaf.detach().clone();
          x[1][k].add_(by);
          shifted.set(name, x);
          return example.twin(shifted, example.params);
        };
        const double want = (moved(5e-9) - moved(-5e-9)) / 1e-8;
        CHECK(got[1][k].item<double>() == doctest::Approx(want).epsilon(1e-2));
      }
    }
  }
}

TEST_CASE("supervised contrast: no anchor with a positive gives 0 and a zero gradient") {
  for (const std::int64_t n : {1, 6}) {
    const TensorMap in(
        {{"embedding", normal({n, 4}, 16).set_requires_grad(true)}, {"labels", at::arange(n)}});
    const at::Tensor loss = compute(loaded<zeroth::Loss>("loss.supervised-contrastive"), in);
    CHECK(loss.item<double>() == 0.0);
    const at::Tensor gradient = torch::autograd::grad({loss}, {in["embedding"]})[0];
    CHECK(gradient.abs().max().item<double>() == 0.0);
  }
}
