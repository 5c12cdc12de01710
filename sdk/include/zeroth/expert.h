#pragma once

#include <zeroth/network.h>
#include <zeroth/plugin.h>
#include <zeroth/training.h>

#include <cstdint>

namespace zeroth {

/// What decides the shapes and the start of an expert.
struct RegionProblem {
  at::Tensor word_vectors;    ///< [K,G] unit rows, one per attribute; a row of zeros stays one
  Classes classes;            ///< attributes [C,K] with unit rows
  std::int64_t channels = 0;  ///< M
  std::int64_t regions = 0;   ///< R
};

/// Scores the attributes of an image from its region features, and from those its classes.
class ZEROTH_API Expert : public Network {
 public:
  ~Expert() override;

  /// Makes the parameters, of the dtype of the word vectors, on the CPU, where the problem is; the
  /// host moves them, and what it keeps of the problem as Constants. Called once, before anything
  /// else.
  virtual void build(const RegionProblem& problem, at::Generator rng) = 0;

  /// The tensors that `describe()` declares as outputs. Names with a meaning for the host:
  /// "attribute_scores" [B,K]; "scores" [B,C] of the classes, margins included, for the losses;
  /// "inference_scores" [B,C] where prediction reads others than the losses do.
  /// A gradient flows to the parameters that require one, none to the images.  [after build]
  virtual TensorMap forward(const RegionBatch& images) const = 0;
};

}  // namespace zeroth

/// Exports `CLASS` as the plugin `expert.NAME`. One library holds one plugin.
#define ZEROTH_EXPERT(CLASS, NAME, VERSION) \
  ZEROTH_PLUGIN(CLASS, ::zeroth::Expert, "expert." NAME, VERSION, "Expert/1")
