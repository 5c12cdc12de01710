#include "tests/reference/experts.h"

#include <ATen/ops/ones_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/abilities.h>

#include "tests/experts/expert_case.h"
#include "tests/reference/rows.h"

using zeroth::Expert;
using zeroth::TensorMap;
using zeroth::host::Handle;
using zeroth::host::Json;

namespace {

Json dan(Json params = Json::object()) { return {{"use", "expert.dan"}, {"params", params}}; }

Json cexp(const Json& backbone) {
  return {{"use", "expert.cexp"}, {"params", {{"margin", 0.7}}}, {"backbone", backbone}};
}

Json fexp(const Json& params, const Json& backbone) {
  return {{"use", "expert.fexp"}, {"params", params}, {"backbone", backbone}};
}

Json clusters() { return {{"clusters", {{0, 3}, {4, 1, 2}}}, {"margin", 0.7}}; }

Json dazle(Json params = Json::object()) { return {{"use", "expert.dazle"}, {"params", params}}; }

/// All experts that score classes, and the backbone alone.
std::vector<Json> every_expert() {
  return {dan(),
          dan({{"low_rank", 2}}),
          dan({{"channel_attention", false}}),
          cexp(dan()),
          cexp({{"use", "expert.msdn-av"}}),
          fexp(clusters(), dan()),
          {{"use", "expert.msdn-av"}},
          {{"use", "expert.msdn-av"}, {"params", {{"normalize_word_vectors", true}}}},
          {{"use", "expert.msdn-va"}},
          {{"use", "expert.msdn-va"}, {"params", {{"normalize_word_vectors", true}}}},
          {{"use", "expert.msdn-va"}, {"params", {{"form", "paper"}}}},
          dazle(),
          dazle({{"attribute_attention", false}}),
          dazle({{"normalize_word_vectors", true}}),
          {{"use", "expert.pooled"}}};
}

void check_rows(const at::Tensor& got, const zeroth::RegionBatch& images,
                const std::function<reference::Row(const reference::Table& image)>& twin) {
  for (std::int64_t b = 0; b < got.size(0); ++b) {
    const reference::Row want = twin(to_table(images.regions[b].t())), row = to_row(got[b]);
    REQUIRE(row.size() == want.size());
    for (std::size_t k = 0; k < row.size(); ++k) {
      CHECK(row[k] == doctest::Approx(want[k]).epsilon(1e-9));
    }
  }
}

/// More regions than channels, fewer, one of each, one image: either way of computing is used.
std::vector<ExpertCase> cases() {
  return {{5, 6, 4, 3, 2}, {5, 4, 6, 3, 2}, {1, 6, 4, 3, 1}, {5, 6, 1, 3, 2}, {5, 1, 4, 3, 2}};
}

}  // namespace

TEST_CASE("expert.dan: both attentions agree with their slow twins") {
  for (const ExpertCase& one : cases()) {
    const auto expert = built(dan({{"lambda_rc", 0.6}}), one);
    const auto images = one.batch();
    const TensorMap said = forward(expert, images);
    const auto table = [&](const char* name) { return to_table(parameter(expert, name)); };
    check_rows(said["region_scores"], images, [&](const auto& image) {
      return reference::region_attention(image, table("V"), table("W1"), table("W2"));
    });
    check_rows(said["channel_scores"], images, [&](const auto& image) {
      return reference::channel_attention(image, table("V"), table("W3"), table("W4"));
    });
    CHECK(said["attribute_scores"].allclose(said["region_scores"] + said["channel_scores"]));
    CHECK(said["inference_attribute_scores"].allclose(0.6 * said["region_scores"] +
                                                      0.4 * said["channel_scores"]));
  }
}

TEST_CASE("expert.dan: low rank is the product of its factors") {
  const auto expert = built(dan({{"low_rank", 2}}));
  const auto images = ExpertCase().batch();
  const auto table = [&](const char* name) { return to_table(parameter(expert, name)); };
  check_rows(forward(expert, images)["region_scores"], images, [&](const auto& image) {
    const auto w1 = reference::product(table("W1.left"), table("W1.right"));
    return reference::region_attention(image, table("V"), w1, table("W2"));
  });
}

TEST_CASE("expert.dan: without channel attention the regions decide") {
  const TensorMap said = forward(built(dan({{"channel_attention", false}})), ExpertCase().batch());
  CHECK(!said.contains("channel_scores"));
  CHECK(said["attribute_scores"].equal(said["region_scores"]));
}

TEST_CASE("expert.cexp: class scores carry the margin") {
  const auto expert = built(cexp(dan()));
  const ExpertCase one;
  const TensorMap said = forward(expert, one.batch());
  for (const auto& [scores, attributes] :
       {std::pair("scores", "attribute_scores"),
        std::pair("inference_scores", "inference_attribute_scores")}) {
    for (std::int64_t b = 0; b < one.images; ++b) {
      const auto want = reference::class_scores(to_row(said[attributes][b]),
                                                to_table(one.problem().classes.attributes),
                                                to_labels(one.problem().classes.seen), 0.7);
      for (std::size_t c = 0; c < want.size(); ++c) {
        CHECK(to_row(said[scores][b])[c] == doctest::Approx(want[c]));
      }
    }
  }
}

TEST_CASE("expert.fexp: each cluster has a backbone of its own, and attributes keep their places") {
  const auto fine = built(fexp(clusters(), dan()));
  const auto images = ExpertCase().batch();
  const at::Tensor scores = forward(fine, images)["region_scores"];
  for (const auto& [cluster, members] :
       std::vector<std::pair<std::string, std::vector<int>>>{{"0", {0, 3}}, {"1", {4, 1, 2}}}) {
    const auto table = [&, &q = cluster](const char* name) {
      return to_table(parameter(fine, "cluster." + q + "." + name));
    };
    std::vector<std::int64_t> order(members.begin(), members.end());
    check_rows(scores.index_select(1, at::tensor(order)), images, [&](const auto& image) {
      return reference::region_attention(image, table("V"), table("W1"), table("W2"));
    });
  }
}

TEST_CASE("expert.msdn-av and expert.msdn-va agree with their slow twins") {
  for (const ExpertCase& one : cases()) {
    const auto images = one.batch();
    const auto check = [&](const Json& block, auto&& twin) {
      const auto expert = built(block, one);
      check_rows(forward(expert, images)["attribute_scores"], images, [&](const auto& image) {
        return twin(image, [&](const char* name) { return to_table(parameter(expert, name)); });
      });
    };
    check({{"use", "expert.msdn-av"}}, [](const auto& image, auto&& table) {
      return reference::region_attention(image, table("V"), table("W1"), table("W2"));
    });
    check({{"use", "expert.msdn-va"}}, [](const auto& image, auto&& table) {
      return reference::visual_to_attribute(image, table("V"), table("W3"), table("W4"));
    });
    check({{"use", "expert.msdn-va"}, {"params", {{"form", "paper"}}}},
          [](const auto& image, auto&& table) {
            return reference::visual_to_attribute_printed(image, table("V"), table("W3"),
                                                          table("W4"), table("W_att"));
          });
  }
}

TEST_CASE("expert.dazle agrees with its slow twin, with and without attention over attributes") {
  for (const ExpertCase& one : cases()) {
    for (const bool weighs : {true, false}) {
      const auto images = one.batch();
      const auto expert = built(dazle({{"attribute_attention", weighs}}), one);
      const auto table = [&](const char* name) { return to_table(parameter(expert, name)); };
      check_rows(forward(expert, images)["attribute_scores"], images, [&](const auto& image) {
        return reference::dense_attention(image, table("V"), table("W_embedding"),
                                          table("W_attention"),
                                          weighs ? table("W_importance") : reference::Table());
      });
    }
  }
}

TEST_CASE("expert.apn agrees with its slow twin; its attention lies between 0 and 1") {
  for (const ExpertCase& one : cases()) {
    const auto expert =
        built({{"use", "expert.apn"}, {"params", {{"hidden", 5}, {"columns", one.regions}}}}, one);
    const auto table = [&](const char* name) { return to_table(parameter(expert, name)); };
    const reference::PrototypeNetwork twin = {
        table("encoder.weight"), to_row(parameter(expert, "encoder.bias")), table("embedding"),
        table("prototypes"), to_table(one.problem().classes.attributes)};
    const auto images = one.batch();
    const TensorMap said = forward(expert, images);
    check_rows(said["scores"], images, [&](const auto& image) { return twin.scores(image); });
    check_rows(said["attribute_scores"], images, [&](const auto& image) {
      reference::Row best;
      for (const auto& map : twin.maps(image)) best.push_back(reference::largest(map));
      return best;
    });
    check_rows(said["maps"].flatten(1), images, [&](const auto& image) {
      reference::Row flat;
      for (const auto& map : twin.maps(image)) flat.insert(flat.end(), map.begin(), map.end());
      return flat;
    });
    const at::Tensor shown = expert.ability<zeroth::Attention>()->attention(images);
    CHECK((shown.min().item<double>() >= 0 && shown.max().item<double>() <= 1));
  }
}

TEST_CASE("experts: gradients of every parameter agree with finite differences") {
  constexpr double kStep = 1e-6;
  std::vector<Json> all = every_expert();
  all.push_back(
      {{"use", "expert.apn"}, {"params", {{"hidden", 4}}}});  // not all it says is by image
  for (const Json& block : all) {
    CAPTURE(block.dump());
    const auto expert = built(block);
    const auto images = ExpertCase().batch();
    const auto value = [&] {
      at::Tensor sum = at::zeros({}, at::kDouble);
      const TensorMap said = forward(expert, images);
      for (const auto& one : said.all()) {
        sum = sum + (one.tensor * normal(one.tensor.sizes().vec(), 41)).sum();
      }
      return sum;
    };
    for (const auto& one : expert.component()->parameters()) {
      CAPTURE(one.name);
      at::Tensor leaf = one.tensor;
      leaf.set_requires_grad(true);
      const at::Tensor got = torch::autograd::grad({value()}, {leaf})[0].contiguous().view({-1});
      leaf.set_requires_grad(false);
      for (std::int64_t i = 0; i < std::min<std::int64_t>(leaf.numel(), 8); ++i) {
        at::Tensor element = leaf.view({-1})[i];
        const double before = element.item<double>();
        element.fill_(before + kStep);
        const double above = value().item<double>();
        element.fill_(before - kStep);
        const double below = value().item<double>();
        element.fill_(before);
        CHECK(got[i].item<double>() ==
              doctest::Approx((above - below) / (2 * kStep)).epsilon(1e-5).scale(1e-2));
      }
    }
  }
}

TEST_CASE("experts: an image's scores do not depend on its neighbours") {
  for (const Json& block : every_expert()) {
    CAPTURE(block.dump());
    const auto expert = built(block);
    const auto images = ExpertCase().batch();
    const TensorMap both = forward(expert, images);
    const TensorMap alone = forward(expert, {images.regions.narrow(0, 1, 1)});
    for (const auto& one : both.all()) {
      CHECK(one.tensor.narrow(0, 1, 1).allclose(alone[one.name], 1e-12, 1e-12));
    }
  }
}

TEST_CASE("experts: attention is a share of every region for every attribute") {
  for (const Json& block : every_expert()) {
    const auto expert = built(block);
    const auto* able = dynamic_cast<const zeroth::Attention*>(expert.component().get());
    if (!able) continue;  // expert.pooled
    CAPTURE(block.dump());
    const at::Tensor weights = able->attention(ExpertCase().batch());
    CHECK((weights.sizes() == at::IntArrayRef({2, 5, 4})));
    const bool over_attributes = block["use"] == "expert.msdn-va";
    const at::Tensor sums = weights.sum(over_attributes ? 1 : 2);
    CHECK(sums.allclose(at::ones_like(sums)));
  }
}

TEST_CASE("experts: a word vector of zeros starts with score 0 and learns") {
  ExpertCase one;
  zeroth::RegionProblem problem = one.problem();
  problem.word_vectors[2].zero_();
  for (const Json& block : {dan(), Json{{"use", "expert.msdn-av"}}}) {
    const auto expert = make_expert(block);
    expert.component()->build(problem, at::detail::createCPUGenerator(1));
    at::Tensor words = parameter(expert, "V");
    words.set_requires_grad(true);
    const at::Tensor scores = forward(expert, one.batch())["attribute_scores"];
    CHECK(scores.select(1, 2).abs().max().item<double>() == 0.0);
    const at::Tensor gradient = torch::autograd::grad({scores.sum()}, {words})[0];
    CHECK(gradient[2].abs().max().item<double>() > 0.0);
    CHECK(gradient.isfinite().all().item<bool>());
  }
}

TEST_CASE("expert.fexp: clusters that overlap, miss or invent an attribute are refused") {
  const auto complaint = [](const Json& lists) {
    const auto expert = make_expert(fexp({{"clusters", lists}}, dan()));
    try {
      expert.component()->build(ExpertCase().problem(), at::detail::createCPUGenerator(1));
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
    return std::string("no complaint");
  };
  CHECK(complaint({{0, 1, 2}, {2, 3, 4}}) == "attribute 2 is in cluster 0 and in cluster 1");
  CHECK(complaint({{0, 1}, {3, 4}}) == "attribute 2 is in no cluster");
  CHECK(complaint({{0, 1, 2}, {3, 4, 5}}) ==
        "cluster 1 names attribute 5, but there are attributes 0 to 4");
  CHECK(complaint({{0, 1, 2, 3, 4}, Json::array()}) == "cluster 1 has no attribute");
  CHECK_THROWS_WITH_AS(make_expert(fexp(Json::object(), dan())),
                       doctest::Contains("clusters is empty: give them, or set cluster_by"),
                       std::exception);
}

TEST_CASE("expert.fexp: k-means finds the groups that are there, and halving joins neighbours") {
  ExpertCase one;
  zeroth::RegionProblem problem = one.problem();
  // Attributes 0, 2 and 4 are alike, and 1 and 3.
  for (std::int64_t k = 0; k < one.attributes; ++k) {
    problem.word_vectors[k].fill_(k % 2 == 0 ? 1.0 : -1.0).add_(normal({one.word}, 50) * 0.01);
    problem.classes.attributes.select(1, k).copy_(problem.classes.attributes.select(1, k % 2));
  }
  for (const char* by : {"word-vectors", "class-attributes"}) {
    const auto expert = make_expert(fexp({{"cluster_by", by}, {"count", 2}}, dan()));
    expert.component()->build(problem, at::detail::createCPUGenerator(1));
    const auto first = parameter(expert, "cluster.0.V").size(0);
    const auto second = parameter(expert, "cluster.1.V").size(0);
    CHECK(std::minmax(first, second) == std::minmax<std::int64_t>(2, 3));
  }
  const auto halved =
      make_expert(fexp({{"clusters", {{0}, {1, 2}, {3}, {4}}}, {"merge", 2}}, dan()));
  halved.component()->build(problem, at::detail::createCPUGenerator(1));
  CHECK(parameter(halved, "cluster.0.V").size(0) == 3);
  CHECK(parameter(halved, "cluster.1.V").size(0) == 2);
}
