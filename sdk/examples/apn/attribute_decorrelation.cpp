/// APN's decorrelation of attributes: attributes of one group share channels, groups compete for
/// them.
/// Xu et al., NeurIPS 2020, arXiv:2008.08290, section 3.1, L_AD.
#include <ATen/TensorOperators.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <zeroth/loss.h>

#include <set>
#include <string>

namespace {

class AttributeDecorrelation final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<AttributeDecorrelation>& s) {
    s.summary("Sum over channels and groups of a group's norm in the channel.");
    s.cite("arXiv:2008.08290");
    s.param("groups", &AttributeDecorrelation::groups_,
            "the attributes of each group, counted from 0; none: each is a group of its own");
    s.input("prototypes", {"K", "M"});
    s.non_negative();
  }

  void validate() const {
    std::set<std::int64_t> met;
    for (const auto& group : groups_) {
      if (group.empty()) throw zeroth::Error("one of the groups has no attribute");
      for (const std::int64_t one : group) {
        if (!met.insert(one).second) {
          throw zeroth::Error("attribute " + std::to_string(one) + " stands in the groups twice");
        }
      }
    }
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor& prototypes = in["prototypes"];
    if (groups_.empty()) return prototypes.abs().sum();
    expect_every_attribute(prototypes.size(0));
    at::Tensor sum = at::zeros({}, prototypes.options());
    for (const auto& group : groups_) {
      const at::Tensor rows = at::tensor(group, at::kLong).to(prototypes.device());
      sum = sum + at::norm(prototypes.index_select(0, rows), 2, {0}).sum();
    }
    return sum;
  }

 private:
  void expect_every_attribute(std::int64_t attributes) const;

  zeroth::IntegerLists groups_;
};

void AttributeDecorrelation::expect_every_attribute(std::int64_t attributes) const {
  std::set<std::int64_t> missed;
  for (std::int64_t one = 0; one < attributes; ++one) missed.insert(one);
  for (const auto& group : groups_) {
    for (const std::int64_t one : group) {
      if (missed.erase(one) > 0) continue;
      throw zeroth::Error("groups names attribute " + std::to_string(one) +
                          ", but there are attributes 0 to " + std::to_string(attributes - 1));
    }
  }
  if (missed.empty()) return;
  throw zeroth::Error("attribute " + std::to_string(*missed.begin()) +
                      " stands in none of the groups");
}

}  // namespace

ZEROTH_LOSS(AttributeDecorrelation, "attribute-decorrelation", "0.1.0")
