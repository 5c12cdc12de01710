/// The vote of the k nearest rows: Cover & Hart, Nearest Neighbor Pattern Classification, IEEE
/// Transactions on Information Theory 13, 1967.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <zeroth/classifier.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

constexpr std::int64_t kRowsAtOnce = 256;  // [256,n] distances are the largest thing ever held

class Trained final : public zeroth::TrainedClassifier {
 public:
  Trained(at::Tensor rows, at::Tensor targets, std::int64_t outputs, std::int64_t k)
      : rows_(std::move(rows)),
        targets_(std::move(targets)),
        square_(rows_.square().sum(1)),
        outputs_(outputs),
        k_(std::min(k, rows_.size(0))) {}

  /// The share of the k nearest rows that a class has; of classes with the same share, that of the
  /// nearest row among them wins.
  at::Tensor scores(const at::Tensor& features) const override {
    const at::NoGradGuard no_gradient;
    std::vector<at::Tensor> all;
    for (const at::Tensor& some : features.split(kRowsAtOnce)) all.push_back(votes(some));
    return all.empty() ? at::zeros({0, outputs_}, features.options()) : at::cat(all);
  }

  zeroth::NamedTensors tensors() const override {
    return {{"rows", rows_},
            {"targets", targets_},
            {"outputs", at::zeros({outputs_}, targets_.options())}};
  }

 private:
  at::Tensor votes(const at::Tensor& features) const {
    // |x - r|^2 ranks like |r|^2 - 2 x.r.
    const at::Tensor rank = at::addmm(square_, features, rows_.t(), 1, -2);
    const at::Tensor nearest =
        std::get<1>(at::topk(rank, k_, 1, /*largest=*/false, /*sorted=*/true));
    const at::Tensor classes = targets_.index_select(0, nearest.reshape({-1})).view_as(nearest);
    at::Tensor score = at::zeros({features.size(0), outputs_}, features.options());
    for (std::int64_t i = 0; i < k_; ++i) {  // one neighbour after the other: the same sum always
      const at::Tensor of = classes.narrow(1, i, 1);
      const double first_wins = std::ldexp(1e-3, -static_cast<int>(i));
      score.scatter_add_(1, of, at::zeros_like(of, score.options()).fill_(1.0 + first_wins));
    }
    return score / static_cast<double>(k_);
  }

  at::Tensor rows_;     // [n,P]
  at::Tensor targets_;  // [n]
  at::Tensor square_;   // [n]
  std::int64_t outputs_, k_;
};

class Knn final : public zeroth::Classifier {
 public:
  static void describe(zeroth::Schema<Knn>& s) {
    s.summary("The vote of the k nearest rows.");
    s.cite(
        "Cover & Hart, Nearest Neighbor Pattern Classification, IEEE Transactions on "
        "Information Theory 13, 1967");
    s.param("k", &Knn::k_, "rows that vote; of fewer rows, all").at_least(1);
  }

  std::unique_ptr<zeroth::TrainedClassifier> train(const zeroth::ClassifierRows& rows,
                                                   at::Generator) const override {
    return std::make_unique<Trained>(rows.features, rows.targets, rows.outputs, k_);
  }

  std::unique_ptr<zeroth::TrainedClassifier> restored(
      const zeroth::TensorMap& tensors) const override {
    return std::make_unique<Trained>(tensors["rows"], tensors["targets"],
                                     tensors["outputs"].size(0), k_);
  }

 private:
  std::int64_t k_ = 5;
};

}  // namespace

ZEROTH_CLASSIFIER(Knn, "knn", "1.0.0")
