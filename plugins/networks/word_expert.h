#pragma once

#include <zeroth/abilities.h>
#include <zeroth/expert.h>
#include <zeroth/networks/unit_rows.h>

#include <memory>
#include <utility>

#include "plugins/networks/class_expert.h"

namespace zeroth::networks {

/// What MSDN's two sub-nets have in common: trainable word vectors V [K,G], their own or those of
/// another expert, and class scores with margins.
class WordExpert : public Expert, public WordVectors, public Attention, public Constants {
 public:
  NamedTensors constants() const final { return class_scores_.constants(); }
  at::Tensor word_vectors() const final { return shared_ ? shared_->word_vectors() : own_; }

 protected:
  template <class T>
  static void describe_words(Schema<T>& s) {
    s.param("margin", &WordExpert::margin_,
            "added to the scores of unseen classes, taken from those of seen ones")
        .at_least(0);
    s.param("normalize_word_vectors", &WordExpert::normalize_,
            "word vectors to unit norm in every forward pass");
    s.child("word_vectors", "expert", &WordExpert::shared_,
            "an expert whose word vectors this one shares: {\"ref\": ...}")
        .optional();
    s.output("attribute_scores", {"B", "K"});
    s.output("scores", {"B", "C"});
  }

  void build_words(const RegionProblem& problem) {
    if (!shared_) own_ = problem.word_vectors.clone();
    class_scores_ = ClassScores(problem.classes, margin_);
  }

  /// V as the scores read it.
  at::Tensor words() const { return normalize_ ? unit_rows(word_vectors()) : word_vectors(); }

  /// V among the parameters, of the expert that owns it.
  NamedTensors word_parameters() const {
    if (shared_) return {};
    return {{"V", own_}};
  }

  /// Attribute scores and what follows from them.
  TensorMap with_class_scores(at::Tensor attribute_scores) const {
    TensorMap out;
    out.set("attribute_scores", std::move(attribute_scores));
    add_class_scores(class_scores_, out);
    return out;
  }

 private:
  double margin_ = 1.0;
  bool normalize_ = false;
  std::shared_ptr<WordVectors> shared_;  // nothing: own ones
  at::Tensor own_;
  ClassScores class_scores_;
};

}  // namespace zeroth::networks
