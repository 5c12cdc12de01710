#pragma once

#include <vector>

#include "host/pipeline/plugin_block_check.h"

namespace zeroth::host {

/// Checks what only pipelines with experts have.
class ExpertCheck {
 public:
  ExpertCheck(PluginBlockCheck& plugins, ProblemList& problems)
      : plugins_(plugins), problems_(problems) {}

  /// The block `experts`. They are made in the order of their names; each may refer to those before
  /// it.
  void check(Json& experts);
  /// What the checked experts offer to losses: "expert/output".
  const std::vector<TensorDescription>& tensors() const { return tensors_; }
  /// Every expert that predicts must score classes. Without weights all of them predict.
  void check_inference(const Json& pipeline);

 private:
  bool offers(const std::string& tensor) const;

  PluginBlockCheck& plugins_;
  ProblemList& problems_;
  std::vector<TensorDescription> tensors_;
};

}  // namespace zeroth::host
