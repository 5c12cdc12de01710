#pragma once

#include <zeroth/component.h>
#include <zeroth/plugin.h>
#include <zeroth/tensors.h>

namespace zeroth {

/// What the network of the seen classes says of a batch.
struct Scores {
  at::Tensor logits;     ///< [N,S]
  at::Tensor embedding;  ///< [N,E]
};

/// Tells seen from unseen. **Larger = more in-distribution (seen)**, always.
class ZEROTH_API OODScorer : public Component {
 public:
  ~OODScorer() override;

  /// Called before `score` with all training rows, and again when a run goes on; labels [N] are
  /// positions among the seen classes. Scorers that learn nothing leave it alone.
  virtual void fit(const Scores& train, const at::Tensor& labels);

  /// Score [N] of each row, independent of the other rows. A gradient flows to what is read.
  virtual at::Tensor score(const Scores& in) const = 0;
};

}  // namespace zeroth

/// Exports `CLASS` as the plugin `ood.NAME`. One library holds one plugin.
#define ZEROTH_OOD_SCORER(CLASS, NAME, VERSION) \
  ZEROTH_PLUGIN(CLASS, ::zeroth::OODScorer, "ood." NAME, VERSION, "OODScorer/1")
