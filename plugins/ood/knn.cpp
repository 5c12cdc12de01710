/// Distance to the k-th nearest training row.
/// Sun et al., ICML 2022, arXiv:2204.06507.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/mm.h>
#include <zeroth/ood_scorer.h>

#include <algorithm>

namespace {

constexpr double kSmallestNorm = 1e-12;
// Rows whose distances to the whole bank are held at once.
constexpr std::int64_t kChunk = 512;

at::Tensor unit_rows(const at::Tensor& rows) {
  return rows / rows.norm(2, {1}, /*keepdim=*/true).clamp_min(kSmallestNorm);
}

class Knn final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Knn>& s) {
    s.summary("Negative distance to the k-th nearest training embedding, both of unit norm.");
    s.cite("arXiv:2204.06507");
    s.param("k", &Knn::k_, "which neighbour counts, 1 = the nearest").at_least(1);
  }

  void fit(const zeroth::Scores& train, const at::Tensor&) override {
    const auto rows = train.embedding.size(0);
    if (k_ > rows) {
      throw zeroth::Error("k is " + std::to_string(k_) + " and there are " + std::to_string(rows) +
                          " training rows; lower \"k\"");
    }
    bank_ = unit_rows(train.embedding.detach());
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    if (!bank_.defined()) throw zeroth::Error("fit() was not called");
    const at::Tensor x = unit_rows(in.embedding);
    // Products find the neighbour, a difference measures it: exact also where rows coincide.
    return -(x - bank_.index_select(0, neighbours(x.detach()))).norm(2, {1});
  }

 private:
  /// Place of each row's k-th neighbour in the bank.
  at::Tensor neighbours(const at::Tensor& x) const {
    const at::NoGradGuard no_gradient;
    const at::Tensor half_squares = bank_.square().sum(1) / 2;
    std::vector<at::Tensor> places;
    for (std::int64_t start = 0; start < x.size(0); start += kChunk) {
      const at::Tensor rows = x.narrow(0, start, std::min(kChunk, x.size(0) - start));
      const at::Tensor nearness = at::mm(rows, bank_.t()) - half_squares;
      places.push_back(std::get<1>(nearness.topk(k_, 1)).select(1, k_ - 1));
    }
    return at::cat(places);
  }

  std::int64_t k_ = 50;
  at::Tensor bank_;  // [n,E]
};

}  // namespace

ZEROTH_OOD_SCORER(Knn, "knn", "1.0.0")
