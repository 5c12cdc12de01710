#include <ATen/ops/index_select.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/losses_and_scores/loss_example.h"
#include "tests/reference/formulas.h"
#include "tests/support/tensors.h"

using zeroth::TensorMap;
using zeroth::host::Json;

namespace {

double twin_pair(const TensorMap& in, const Json& params, const char* a, const char* b) {
  reference::PairRule rule{params.at("logit") == "half"};
  rule.threshold = params.value("threshold", 0.0);
  rule.temperature = params.value("temperature", 1.0);
  rule.balanced = params.value("pairs", "all") == "balanced";
  return reference::pair_loss(to_table(in[a]), to_table(in[b]), to_labels(in["labels"]), rule);
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

/// The same with parameters that neither paper nor released code has.
Example with_rule(Example example, double threshold, double temperature, const char* pairs) {
  example.params["threshold"] = threshold;
  example.params["temperature"] = temperature;
  example.params["pairs"] = pairs;
  return example;
}

Example cross_entropy(double temperature, std::int64_t n, double scale) {
  return {"loss.cross-entropy",
          {{"temperature", temperature}},
          {"logits"},
          TensorMap({{"logits", normal({n, 6}, 4) * scale}, {"labels", whole(n, 6, 5)}}),
          [](const TensorMap& in, const Json& p) {
            return reference::cross_entropy(to_table(in["logits"]), to_labels(in["labels"]),
                                            p.at("temperature"));
          },
          scale < kRounded};
}

Example logit_adjusted(double tau, std::int64_t n, double scale) {
  return {"loss.logit-adjusted-cross-entropy",
          {{"tau", tau}},
          {"logits", "log_prior"},
          TensorMap({{"logits", normal({n, 6}, 4) * scale},
                     {"labels", whole(n, 6, 5)},
                     {"log_prior", (normal({6}, 19) * 3).log_softmax(0)}}),
          [](const TensorMap& in, const Json& p) {
            return reference::logit_adjusted_cross_entropy(to_table(in["logits"]),
                                                           to_labels(in["labels"]),
                                                           to_row(in["log_prior"]), p.at("tau"));
          },
          scale < kRounded};
}

Example distillation(const char* norm, std::int64_t n, double scale, double temperature = 1) {
  return {"loss.logit-distillation",
          {{"norm", norm}, {"temperature", temperature}},
          {"teacher_logits", "student_logits"},
          TensorMap({{"teacher_logits", normal({n, 3}, 6) * scale},
                     {"student_logits", normal({n, 7}, 7) * scale},
                     {"seen_classes", at::tensor({1, 4, 6}, at::kLong)}}),
          [](const TensorMap& in, const Json& p) {
            const auto norm_name = p.at("norm").get<std::string>();
            return reference::logit_distillation(
                to_table(in["teacher_logits"]), to_table(in["student_logits"]),
                to_labels(in["seen_classes"]), norm_name.c_str(), p.at("temperature"));
          },
          scale < kRounded};
}

Example decoupled(double target, double other, double temperature, std::int64_t n, double scale) {
  const at::Tensor seen = at::tensor({1, 4, 6}, at::kLong);
  return {"loss.decoupled-distillation",
          {{"target_weight", target}, {"other_weight", other}, {"temperature", temperature}},
          {"teacher_logits", "student_logits"},
          TensorMap({{"teacher_logits", normal({n, 3}, 6) * scale},
                     {"student_logits", normal({n, 7}, 7) * scale},
                     {"labels", seen.index_select(0, whole(n, 3, 16))},
                     {"seen_classes", seen}}),
          [](const TensorMap& in, const Json& p) {
            return reference::decoupled_distillation(
                to_table(in["teacher_logits"]), to_table(in["student_logits"]),
                to_labels(in["labels"]), to_labels(in["seen_classes"]), p.at("target_weight"),
                p.at("other_weight"), p.at("temperature"));
          },
          scale < kRounded};
}

Example relational(double distance, double angle, std::int64_t n, std::int64_t width) {
  return {"loss.relational-distillation",
          {{"distance_weight", distance}, {"angle_weight", angle}},
          {"teacher_embedding", "student_embedding"},
          TensorMap({{"teacher_embedding", normal({n, 5}, 17)},
                     {"student_embedding", normal({n, width}, 18) * 30 + 5}}),
          [](const TensorMap& in, const Json& p) {
            return reference::relational_distillation(
                to_table(in["teacher_embedding"]), to_table(in["student_embedding"]),
                p.at("distance_weight"), p.at("angle_weight"));
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

/// Typical batches, a batch of one, all labels equal, all different, many classes absent, extreme
/// logits.
std::vector<Example> examples() {
  std::vector<Example> all;
  for (const char* logit : {"half", "cos"}) {
    for (const std::int64_t n : {1, 2, 9}) {
      for (const std::int64_t classes : {1, 3, 1000}) {
        all.push_back(embedding_pair(logit, n, classes));
        all.push_back(ood_pair(logit, n, classes));
        all.push_back(with_rule(embedding_pair(logit, n, classes), 0.3, 0.2, "balanced"));
        all.push_back(with_rule(ood_pair(logit, n, classes), 0.5, 2.0, "all"));
      }
    }
  }
  for (const double scale : {1.0, 80.0, 1e4}) {
    for (const std::int64_t n : {1, 8}) {
      all.push_back(cross_entropy(1.0, n, scale));
      all.push_back(cross_entropy(2.5, n, scale));
      for (const double tau : {0.5, 1.0, 3.0}) all.push_back(logit_adjusted(tau, n, scale));
      for (const double temperature : {1.0, 4.0}) {
        all.push_back(decoupled(1, 8, temperature, n, scale));
        all.push_back(decoupled(0, 0.5, temperature, n, scale));
      }
      for (const char* norm : {"l2", "softmax2", "none"}) {
        all.push_back(distillation(norm, n, scale));
        all.push_back(distillation(norm, n, scale, 4.0));
      }
    }
  }
  for (const std::int64_t n : {1, 5}) all.push_back(penalty(n));
  for (const std::int64_t n : {1, 2, 3, 8}) {
    all.push_back(relational(1, 2, n, 5));
    all.push_back(relational(25, 0, n, 1));
    all.push_back(relational(0, 50, n, 9));
  }
  return all;
}

}  // namespace

TEST_CASE("losses: every plugin agrees with its slow twin") { check_twins(examples()); }

TEST_CASE("losses: gradients agree with finite differences") { check_gradients(examples()); }

TEST_CASE("losses: zero rows and single precision stay finite, inputs stay as they are") {
  check_finite(examples());
}

TEST_CASE("losses: single and double precision agree") { check_precisions(examples()); }

TEST_CASE("pair losses: the gradient of a zero row is that of division by the smallest norm") {
  for (const char* logit : {"half", "cos"}) {
    const Example example = embedding_pair(logit, 5, 3);
    for (const std::string& name : example.differentiable) {
      CAPTURE(name);
      TensorMap in = example.in;
      at::Tensor leaf = in[name].clone();
      leaf[1].zero_();
      in.set(name, leaf.set_requires_grad(true));
      const at::Tensor loss = compute(loaded<zeroth::Loss>(example.id, example.params), in);
      const at::Tensor got = torch::autograd::grad({loss}, {leaf})[0];
      for (std::int64_t k = 0; k < leaf.size(1); ++k) {
        // The moved row stays below the smallest norm on both sides.
        const auto moved = [&](double by) {
          at::Tensor x = leaf.detach().clone();
          x[1][k].add_(by);
          TensorMap shifted = in;
          shifted.set(name, x);
          return example.twin(shifted, example.params);
        };
        const double want = (moved(5e-9) - moved(-5e-9)) / 1e-8;
        CHECK(got[1][k].item<double>() == doctest::Approx(want).epsilon(1e-2));
      }
    }
  }
}

TEST_CASE(
    "loss.decoupled-distillation: its parts at equal weights are the distillation of logits") {
  for (const double temperature : {1.0, 4.0}) {
    // Equation 6 of the paper: the rest's share weighs the divergence of the others, row by row.
    const Example example = decoupled(1, 0, temperature, 1, 1.0);
    const auto of = [&](double target, double other) {
      return compute(loaded<zeroth::Loss>(example.id, {{"target_weight", target},
                                                       {"other_weight", other},
                                                       {"temperature", temperature}}),
                     example.in)
          .item<double>();
    };
    const at::Tensor p = at::softmax(example.in["teacher_logits"] / temperature, 1);
    const at::Tensor place = example.in["seen_classes"].eq(example.in["labels"]);
    const double rest = 1 - p.masked_select(place).item<double>();
    const Example whole_loss = distillation("none", 1, 1.0, temperature);
    const double want =
        compute(loaded<zeroth::Loss>(whole_loss.id, whole_loss.params), whole_loss.in)
            .item<double>();
    CHECK(of(1, rest) == doctest::Approx(want).epsilon(1e-9));
  }
}

TEST_CASE(
    "loss.decoupled-distillation: one seen class teaches nothing, a label elsewhere is refused") {
  TensorMap in = decoupled(1, 8, 4, 3, 1.0).in;
  const auto loss = loaded<zeroth::Loss>("loss.decoupled-distillation");
  in.set("labels", at::tensor({1, 5, 6}, at::kLong));
  CHECK_THROWS_WITH(loss.component()->compute(in),
                    "class 5 is not a seen class, and this loss reads rows of seen classes only");
  in.set("labels", at::tensor({4, 4, 4}, at::kLong));
  in.set("seen_classes", at::tensor({4}, at::kLong));
  in.set("teacher_logits", normal({3, 1}, 6));
  const at::Tensor student = normal({3, 7}, 7).set_requires_grad(true);
  in.set("student_logits", student);
  const at::Tensor nothing = compute(loss, in);
  CHECK(nothing.item<double>() == 0.0);
  CHECK(torch::autograd::grad({nothing}, {student})[0].abs().max().item<double>() == 0.0);
}

TEST_CASE("loss.relational-distillation: where rows stand and how large they are does not matter") {
  const Example example = relational(1, 2, 8, 5);
  const auto loss = loaded<zeroth::Loss>(example.id, example.params);
  TensorMap in = example.in;
  in.set("student_embedding", in["teacher_embedding"] * 7 - 3);
  CHECK(compute(loss, in).item<double>() == doctest::Approx(0.0));
  // Triples of 130 rows are more than are held at once.
  for (const std::int64_t n : {130, 3}) {
    const Example large = relational(0, 1, n, 4);
    const double want = large.twin(large.in, large.params);
    CHECK(compute(loaded<zeroth::Loss>(large.id, large.params), large.in).item<double>() ==
          doctest::Approx(want).epsilon(1e-9));
  }
}

TEST_CASE("loss.relational-distillation: equal rows have no distance, no angle and no gradient") {
  TensorMap in = relational(1, 2, 6, 5).in;
  for (const char* name : {"teacher_embedding", "student_embedding"}) {
    at::Tensor rows = in[name].to(at::kFloat);
    rows[4] = rows[1];
    in.set(name, rows.set_requires_grad(true));
  }
  const auto loss = loaded<zeroth::Loss>("loss.relational-distillation");
  const double want = reference::relational_distillation(to_table(in["teacher_embedding"]),
                                                         to_table(in["student_embedding"]), 1, 2);
  const at::Tensor got = compute(loss, in);
  CHECK(got.item<double>() == doctest::Approx(want).epsilon(1e-5));
  for (const at::Tensor& slope :
       torch::autograd::grad({got}, {in["teacher_embedding"], in["student_embedding"]})) {
    CHECK(slope.isfinite().all().item<bool>());
  }
  const at::Tensor same = at::ones({4, 5}).set_requires_grad(true);
  in.set("student_embedding", same);
  in.set("teacher_embedding", in["teacher_embedding"].detach().narrow(0, 0, 4));
  const at::Tensor of_same = compute(loss, in);
  CHECK(of_same.item<double>() > 0);
  CHECK(torch::autograd::grad({of_same}, {same})[0].abs().max().item<double>() == 0.0);
}
