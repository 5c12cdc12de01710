#include "tests/reference/generators.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/losses_and_scores/generator_piece.h"
#include "tests/support/tensors.h"

using zeroth::TensorMap;

namespace {

constexpr const char* kVaeGan = "generator.f-vaegan-d2";
constexpr const char* kRefining = "generator.free";
constexpr const char* kAligned = "generator.cada-vae";
constexpr const char* kFlow = "generator.izf";

/// Adds a layer of random numbers; returns it.
void add_layer(TensorMap& in, const std::string& name, std::int64_t outputs, std::int64_t inputs,
               std::uint64_t seed) {
  in.set(name + ".weight", normal({outputs, inputs}, seed) * 0.6);
  in.set(name + ".bias", normal({outputs}, seed + 1) * 0.3);
}

reference::Layer layer(const TensorMap& in, const std::string& name) {
  return {to_table(in[name + ".weight"]), to_row(in[name + ".bias"])};
}

void add_number(TensorMap& in, const char* name, double value) {
  in.set(name, at::scalar_tensor(value, at::kDouble));
}

TensorMap vae_gan(std::int64_t rows) {
  TensorMap in({{"features", normal({rows, 5}, 51).sigmoid()},
                {"attributes", normal({rows, 3}, 52)},
                {"code_noise", normal({rows, 3}, 53)},
                {"noise", normal({rows, 3}, 54)},
                {"mix", normal({rows}, 55).sigmoid()}});
  add_layer(in, "encoder.hidden", 6, 8, 60);
  add_layer(in, "encoder.narrow", 6, 6, 62);
  add_layer(in, "encoder.mean", 3, 6, 64);
  add_layer(in, "encoder.log_variance", 3, 6, 66);
  add_layer(in, "generator.hidden", 6, 6, 68);
  add_layer(in, "generator.output", 5, 6, 70);
  add_layer(in, "critic.hidden", 6, 8, 72);
  add_layer(in, "critic.output", 1, 6, 74);
  add_number(in, "adversarial_weight", 7);
  add_number(in, "penalty_weight", 10);
  return in;
}

reference::VaeGan twin_of_vae_gan(const TensorMap& in) {
  return {layer(in, "encoder.hidden"),
          layer(in, "encoder.narrow"),
          layer(in, "encoder.mean"),
          layer(in, "encoder.log_variance"),
          layer(in, "generator.hidden"),
          layer(in, "generator.output"),
          {to_table(in["critic.hidden.weight"]), to_row(in["critic.hidden.bias"]),
           to_row(in["critic.output.weight"]), in["critic.output.bias"].item<double>()},
          in["adversarial_weight"].item<double>(),
          in["penalty_weight"].item<double>()};
}

TensorMap centred(double margin, double balance) {
  TensorMap in({{"latent", normal({6, 3}, 141)},
                {"centres", normal({4, 3}, 142)},
                {"positions", at::tensor({0, 3, 1, 1, 2, 0}, at::kLong)},
                {"others", at::tensor({1, 0, 2, 3, 0, 2}, at::kLong)}});
  add_number(in, "margin", margin);
  add_number(in, "balance", balance);
  return in;
}

TensorMap autoencoders(std::int64_t rows) {
  TensorMap in({{"features", normal({rows, 5}, 81).sigmoid()},
                {"attributes", normal({rows, 3}, 82)},
                {"feature_noise", normal({rows, 4}, 83)},
                {"attribute_noise", normal({rows, 4}, 84)}});
  std::uint64_t seed = 90;
  for (const auto& [which, size] : {std::pair("feature", 5), std::pair("attribute", 3)}) {
    const std::string encoder = std::string(which) + "_encoder";
    const std::string decoder = std::string(which) + "_decoder";
    add_layer(in, encoder + ".hidden", 6, size, seed);
    add_layer(in, encoder + ".mean", 4, 6, seed + 2);
    add_layer(in, encoder + ".log_variance", 4, 6, seed + 4);
    add_layer(in, decoder + ".hidden", 6, 4, seed + 6);
    add_layer(in, decoder + ".output", size, 6, seed + 8);
    seed += 10;
  }
  return in;
}

reference::AlignedAutoencoders twin_of_autoencoders(const TensorMap& in) {
  const auto coder = [&](const std::string& name) {
    return reference::Coder{layer(in, name + ".hidden"), layer(in, name + ".mean"),
                            layer(in, name + ".log_variance")};
  };
  const auto decoder = [&](const std::string& name) {
    return reference::Decoder{layer(in, name + ".hidden"), layer(in, name + ".output")};
  };
  return {coder("feature_encoder"), coder("attribute_encoder"), decoder("feature_decoder"),
          decoder("attribute_decoder")};
}

constexpr int kCouplings = 3;

TensorMap flow(std::int64_t rows, std::int64_t features, std::int64_t attributes) {
  const auto rest = features - attributes;
  TensorMap in({{"features", normal({rows, features}, 111).sigmoid()},
                {"codes", normal({rows, features}, 112)},
                {"means", normal({rows, features}, 113).sigmoid()},
                {"attributes", normal({rows, attributes}, 114)},
                {"noise", normal({rows, rest}, 115)},
                {"unseen_attributes", normal({rows, attributes}, 116)},
                {"unseen_noise", normal({rows, rest}, 117)}});
  for (int i = 0; i < kCouplings; ++i) {
    const std::string name = "flow." + std::to_string(i);
    const auto seed = static_cast<std::uint64_t>(120 + 4 * i);
    add_layer(in, name + ".hidden", 4, features / 2, seed);
    add_layer(in, name + ".output", 2 * (features - features / 2), 4, seed + 2);
  }
  add_number(in, "largest_scale", 0.8);
  add_number(in, "deviation", 0.3);
  return in;
}

reference::InvertibleFlow twin_of_flow(const TensorMap& in) {
  reference::InvertibleFlow twin{{}, in["largest_scale"].item<double>()};
  for (int i = 0; i < kCouplings; ++i) {
    const std::string name = "flow." + std::to_string(i);
    twin.couplings.push_back({layer(in, name + ".hidden"), layer(in, name + ".output")});
  }
  return twin;
}

/// What the twin makes of descriptors and noise.
reference::Table made_by(const reference::InvertibleFlow& twin, const at::Tensor& attributes,
                         const at::Tensor& noise) {
  reference::Table rows = to_table(at::cat({attributes, noise}, 1));
  for (reference::Row& row : rows) row = twin.row(row);
  return rows;
}

void check_rows_of(const at::Tensor& got, const reference::Table& want) {
  for (std::int64_t i = 0; i < got.size(0); ++i) {
    const reference::Row row = to_row(got[i]), &expected = want[static_cast<std::size_t>(i)];
    REQUIRE(row.size() == expected.size());
    for (std::size_t k = 0; k < row.size(); ++k) CHECK(row[k] == doctest::Approx(expected[k]));
  }
}

double number(const TensorMap& out, const char* name) { return out[name].item<double>(); }

}  // namespace

TEST_CASE("f-vaegan-d2.losses agree with their slow twins and with finite differences") {
  for (const std::int64_t rows : {1, 4}) {
    const TensorMap in = vae_gan(rows);
    const reference::VaeGan twin = twin_of_vae_gan(in);
    const auto x = to_table(in["features"]), a = to_table(in["attributes"]);
    const TensorMap got = piece(kVaeGan, "f-vaegan-d2.losses", in);
    CHECK(number(got, "generator") ==
          doctest::Approx(
              twin.generator_loss(x, a, to_table(in["code_noise"]), to_table(in["noise"]))));
    CHECK(number(got, "critic") ==
          doctest::Approx(twin.critic_loss(x, a, to_table(in["noise"]), to_row(in["mix"]))));
    check_slopes(kVaeGan, "f-vaegan-d2.losses", in, "generator",
                 {"encoder.hidden.weight", "encoder.narrow.bias", "encoder.mean.weight",
                  "encoder.log_variance.weight", "generator.hidden.weight",
                  "generator.output.weight", "generator.output.bias"});
    check_slopes(kVaeGan, "f-vaegan-d2.losses", in, "critic",
                 {"critic.hidden.weight", "critic.output.weight"});
  }
}

TEST_CASE("f-vaegan-d2.losses: the critic's step does not move the generator") {
  TensorMap in = vae_gan(3);
  for (const char* name : {"generator.output.weight", "encoder.mean.weight"}) {
    in.set(name, in[name].clone().set_requires_grad(true));
  }
  CHECK(!piece(kVaeGan, "f-vaegan-d2.losses", in)["critic"].requires_grad());
}

TEST_CASE("free.samc agrees with its slow twin and with finite differences") {
  double smallest = 1e9, largest = 0;
  for (const double margin : {0.0, 1.0}) {
    for (const double balance : {0.0, 0.2, 0.8, 1.0}) {
      const TensorMap in = centred(margin, balance);
      const double loss = number(piece(kRefining, "free.samc", in), "loss");
      CHECK(loss == doctest::Approx(reference::margin_centre(
                        to_table(in["latent"]), to_labels(in["positions"]), to_labels(in["others"]),
                        to_table(in["centres"]), margin, balance)));
      check_slopes(kRefining, "free.samc", in, "loss", {"latent", "centres"});
      smallest = std::min(smallest, loss);
      largest = std::max(largest, loss);
    }
  }
  // Without margin and pull nothing is left; with all of the pull nothing is cut off.
  CHECK(smallest == 0);
  CHECK(largest > 1);
}

TEST_CASE("free.refinement agrees with its slow twin and with finite differences") {
  TensorMap in({{"features", normal({4, 5}, 151).sigmoid()},
                {"fake", normal({4, 5}, 152).sigmoid()},
                {"attributes", normal({4, 3}, 153)}});
  add_layer(in, "refinement.hidden", 6, 5, 154);
  add_layer(in, "refinement.latent", 2, 6, 156);
  add_layer(in, "refinement.attributes", 3, 2, 158);
  const reference::Refinement twin{layer(in, "refinement.hidden"), layer(in, "refinement.latent"),
                                   layer(in, "refinement.attributes")};
  const auto x = to_table(in["features"]);
  reference::Table refined;
  for (const reference::Row& row : x) refined.push_back(twin.refined(row));
  const TensorMap got = piece(kRefining, "free.refinement", in);
  check_rows_of(got["refined"], refined);
  CHECK(number(got, "cycle") == doctest::Approx(reference::semantic_cycle(
                                    twin, x, to_table(in["fake"]), to_table(in["attributes"]))));
  check_slopes(kRefining, "free.refinement", in, "cycle",
               {"fake", "refinement.hidden.weight", "refinement.latent.bias",
                "refinement.attributes.weight"});
  check_slopes(kRefining, "free.refinement", in, "refined",
               {"features", "refinement.latent.weight"});
}

TEST_CASE("cada-vae.losses agree with their slow twins and with finite differences") {
  for (const std::int64_t rows : {1, 4}) {
    const TensorMap in = autoencoders(rows);
    const auto want = twin_of_autoencoders(in).losses(
        to_table(in["features"]), to_table(in["attributes"]), to_table(in["feature_noise"]),
        to_table(in["attribute_noise"]));
    const TensorMap got = piece(kAligned, "cada-vae.losses", in);
    CHECK(number(got, "own") == doctest::Approx(want.own));
    CHECK(number(got, "cross") == doctest::Approx(want.cross));
    CHECK(number(got, "divergence") == doctest::Approx(want.divergence));
    CHECK(number(got, "alignment") == doctest::Approx(want.alignment));
    for (const char* loss : {"own", "cross"}) {
      check_slopes(kAligned, "cada-vae.losses", in, loss,
                   {"feature_encoder.mean.weight", "attribute_encoder.log_variance.weight",
                    "feature_decoder.output.weight", "attribute_decoder.hidden.bias"});
    }
    for (const char* loss : {"divergence", "alignment"}) {
      check_slopes(kAligned, "cada-vae.losses", in, loss,
                   {"feature_encoder.hidden.weight", "attribute_encoder.mean.bias",
                    "feature_encoder.log_variance.weight", "attribute_encoder.log_variance.bias"});
    }
  }
}

TEST_CASE("cada-vae.alignment agrees with its slow twin, and has a slope where rows are equal") {
  TensorMap in({{"mean", normal({3, 4}, 101)},
                {"log_variance", normal({3, 4}, 102)},
                {"other_mean", normal({3, 4}, 103)},
                {"other_log_variance", normal({3, 4}, 104)}});
  CHECK(number(piece(kAligned, "cada-vae.alignment", in), "loss") ==
        doctest::Approx(reference::alignment(to_table(in["mean"]), to_table(in["log_variance"]),
                                             to_table(in["other_mean"]),
                                             to_table(in["other_log_variance"]))));
  check_slopes(kAligned, "cada-vae.alignment", in, "loss",
               {"mean", "log_variance", "other_mean", "other_log_variance"});
  const at::Tensor same = in["mean"].clone().set_requires_grad(true);
  in.set("mean", same);
  in.set("other_mean", same.detach());
  in.set("other_log_variance", in["log_variance"]);
  const at::Tensor loss = piece(kAligned, "cada-vae.alignment", in)["loss"];
  CHECK(torch::autograd::grad({loss}, {same})[0].abs().max().item<double>() == 0.0);
}

TEST_CASE("izf.flow agrees with its slow twin, leads back, and has the determinant of its slope") {
  for (const std::int64_t features : {4, 5, 7}) {
    const TensorMap in = flow(3, features, 2);
    const reference::InvertibleFlow twin = twin_of_flow(in);
    const TensorMap got = piece(kFlow, "izf.flow", in);
    reference::Table codes, rows;
    for (const reference::Row& row : to_table(in["features"])) {
      double log_determinant = 0;
      codes.push_back(twin.code(row, &log_determinant));
      CHECK(to_row(got["log_determinant"])[codes.size() - 1] == doctest::Approx(log_determinant));
    }
    for (const reference::Row& row : to_table(in["codes"])) rows.push_back(twin.row(row));
    check_rows_of(got["code"], codes);
    check_rows_of(got["made"], rows);
    TensorMap back = in;
    back.set("codes", got["code"]);
    CHECK(piece(kFlow, "izf.flow", back)["made"].allclose(in["features"], 1e-9, 1e-9));

    TensorMap one = in;
    const at::Tensor leaf = in["features"].narrow(0, 0, 1).clone().set_requires_grad(true);
    one.set("features", leaf);
    const at::Tensor code = piece(kFlow, "izf.flow", one)["code"];
    std::vector<at::Tensor> slopes;
    for (std::int64_t k = 0; k < features; ++k) {
      slopes.push_back(torch::autograd::grad({code[0][k]}, {leaf}, {}, true)[0]);
    }
    CHECK(at::cat(slopes).det().abs().log().item<double>() ==
          doctest::Approx(to_row(got["log_determinant"])[0]));
  }
}

TEST_CASE("izf.losses agree with their slow twins and with finite differences") {
  for (const std::int64_t rows : {1, 4}) {
    const TensorMap in = flow(rows, 5, 2);
    const reference::InvertibleFlow twin = twin_of_flow(in);
    const auto x = to_table(in["features"]), a = to_table(in["attributes"]);
    const TensorMap got = piece(kFlow, "izf.losses", in);
    CHECK(number(got, "likelihood") ==
          doctest::Approx(reference::flow_likelihood(twin, x, a, 0.3)));
    CHECK(number(got, "centre") ==
          doctest::Approx(reference::flow_centre(twin, to_table(in["means"]), a)));
    CHECK(number(got, "positive") == doctest::Approx(reference::maximum_mean_discrepancy(
                                         x, made_by(twin, in["attributes"], in["noise"]))));
    CHECK(number(got, "negative") ==
          doctest::Approx(reference::maximum_mean_discrepancy(
              x, made_by(twin, in["unseen_attributes"], in["unseen_noise"]))));
    for (const char* loss : {"likelihood", "centre"}) {
      check_slopes(kFlow, "izf.losses", in, loss,
                   {"flow.0.hidden.weight", "flow.0.output.weight", "flow.2.hidden.bias",
                    "flow.2.output.bias"});
    }
  }
}

TEST_CASE("izf.discrepancy is that of its slow twin, and none between a set and itself") {
  TensorMap in({{"x", normal({4, 3}, 131)}, {"y", normal({6, 3}, 132) + 0.5}});
  const double got = number(piece(kFlow, "izf.discrepancy", in), "discrepancy");
  CHECK(got ==
        doctest::Approx(reference::maximum_mean_discrepancy(to_table(in["x"]), to_table(in["y"]))));
  CHECK(got > 0);
  in.set("y", in["x"]);
  CHECK(std::abs(number(piece(kFlow, "izf.discrepancy", in), "discrepancy")) < 1e-12);
}
