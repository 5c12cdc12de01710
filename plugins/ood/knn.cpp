/// Distance to the k-th nearest training row.
/// Sun et al., Out-of-Distribution Detection with Deep Nearest Neighbors, ICML 2022,
/// arXiv:2204.06507.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/kthvalue.h>
#include <zeroth/abilities.h>
#include <zeroth/networks/unit_rows.h>
#include <zeroth/ood_scorer.h>

#include <string>
#include <tuple>
#include <vector>

namespace {

constexpr std::int64_t kRowsAtOnce = 256;  // [256,n] ranks are the largest thing ever held

using zeroth::networks::unit_rows;

class Knn final : public zeroth::OODScorer, public zeroth::Fitted {
 public:
  static void describe(zeroth::Schema<Knn>& s) {
    s.summary("Minus the distance to the k-th nearest training row, on the unit sphere.");
    s.cite("arXiv:2204.06507");
    s.param("k", &Knn::k_, "which neighbour, 1 = the nearest; 1 to 10 for few rows a class")
        .at_least(1);
  }

  void fit(const zeroth::Scores& train, const at::Tensor&) override {
    const std::int64_t rows = train.embedding.size(0);
    if (k_ > rows) {
      throw zeroth::Error("k is " + std::to_string(k_) + ", but there are only " +
                          std::to_string(rows) + " training rows; set k to at most that");
    }
    set_bank(unit_rows(train.embedding.detach()));
  }

  zeroth::NamedTensors fitted() const override { return {{"bank", bank_}}; }
  void set_fitted(const zeroth::TensorMap& tensors) override { set_bank(tensors["bank"]); }

  at::Tensor score(const zeroth::Scores& in) const override {
    if (!bank_.defined()) throw zeroth::Error("there are no training rows yet; call fit() first");
    const at::Tensor rows = unit_rows(in.embedding);
    const at::Tensor neighbours = bank_.index_select(0, kth_nearest(rows));
    return -(rows - neighbours).norm(2, {1});
  }

 private:
  void set_bank(const at::Tensor& bank) {
    bank_ = bank;
    square_ = bank.square().sum(1);
  }

  /// Which row of the bank is the k-th nearest of each row. |x - b|^2 ranks like |b|^2 - 2 x.b,
  /// whose rounding can only swap neighbours that are equally far up to it; the distance itself is
  /// then taken without it.
  at::Tensor kth_nearest(const at::Tensor& rows) const {
    const at::NoGradGuard no_gradient;
    std::vector<at::Tensor> found;
    for (const at::Tensor& some : rows.split(kRowsAtOnce)) {
      const at::Tensor rank = at::addmm(square_, some, bank_.t(), 1, -2);
      found.push_back(std::get<1>(at::kthvalue(rank, k_, 1)));
    }
    return at::cat(found);
  }

  std::int64_t k_ = 50;
  at::Tensor bank_;    // [n,E] unit rows, zero rows as they are
  at::Tensor square_;  // [n] their squared norms: 1, or 0
};

}  // namespace

ZEROTH_OOD_SCORER(Knn, "knn", "1.0.0")
