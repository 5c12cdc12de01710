#pragma once

#include <ATen/ops/norm.h>
#include <zeroth/abilities.h>
#include <zeroth/expert.h>

#include <memory>
#include <utility>

#include "plugins/networks/class_expert.h"

namespace zeroth::networks {

/// Trainable word vectors V [K,G] of an expert: its own, or those of another one.
struct Words {
  std::shared_ptr<WordVectors> shared;  ///< nothing: own ones
  at::Tensor own;
  bool normalize = false;  ///< rows to unit norm in every forward pass

  void build(const RegionProblem& problem) {
    if (!shared) own = problem.word_vectors.clone();
  }
  at::Tensor parameter() const { return shared ? shared->word_vectors() : own; }
  /// V as the scores read it.
  at::Tensor operator()() const {
    const at::Tensor v = parameter();
    if (!normalize) return v;
    constexpr double kSmallestNorm = 1e-12;
    return v / v.norm(2, {1}, /*keepdim=*/true).clamp_min(kSmallestNorm);
  }
  /// Adds V to the parameters of the expert that owns it.
  void append_to(NamedTensors& parameters) const {
    if (!shared) parameters.push_back({"V", own});
  }
};

/// What MSDN's two sub-nets have in common: word vectors, their own or shared ones, and class
/// scores with margins.
class WordExpert : public Expert, public WordVectors, public Attention {
 public:
  at::Tensor word_vectors() const final { return words_.parameter(); }

 protected:
  template <class T>
  static void describe_words(Schema<T>& s) {
    s.param("margin", static_cast<double T::*>(&WordExpert::margin_),
            "added to the scores of unseen classes, taken from those of seen ones")
        .at_least(0);
    s.param("normalize_word_vectors", static_cast<bool T::*>(&WordExpert::normalize_),
            "word vectors to unit norm in every forward pass");
    s.child("word_vectors", "expert",
            static_cast<std::shared_ptr<WordVectors> T::*>(&WordExpert::shared_),
            "an expert whose word vectors this one shares: {\"ref\": ...}")
        .optional();
    s.output("attribute_scores", {"B", "K"});
    s.output("scores", {"B", "C"});
  }

  void build_words(const RegionProblem& problem) {
    words_ = {shared_, {}, normalize_};
    words_.build(problem);
    class_scores_ = ClassScores(problem.classes, margin_);
  }

  /// Attribute scores and what follows from them.
  TensorMap with_class_scores(at::Tensor attribute_scores) const {
    TensorMap out;
    out.set("attribute_scores", std::move(attribute_scores));
    add_class_scores(class_scores_, out);
    return out;
  }

  Words words_;

 private:
  double margin_ = 1.0;
  bool normalize_ = false;
  std::shared_ptr<WordVectors> shared_;
  ClassScores class_scores_;
};

}  // namespace zeroth::networks
