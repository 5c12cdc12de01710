#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/description.h>
#include <zeroth/expert.h>

#include <map>
#include <string>
#include <vector>

#include "host/engine/plugin_call.h"

namespace zeroth::host {

/// The shapes that an expert declares for its outputs, with the sizes of the problem in the place
/// of symbols: K attributes, C classes, S seen and U unseen ones, M channels, R regions, G numbers
/// of a word vector, B images. A symbol that is none of these may be any size.
class DeclaredShapes {
 public:
  DeclaredShapes() = default;
  /// Of two outputs of one name the first is meant.
  DeclaredShapes(const std::vector<TensorDescription>& outputs, const RegionProblem& problem);

  /// What an expert says of `images` images; what it does not declare is [B,any].
  /// @throws Failure(run_failed) naming the output that has another shape.
  void check(const TensorMap& said, std::int64_t images, const PluginPlace& place) const;

 private:
  std::vector<std::int64_t> expected(const std::string& output, std::int64_t images) const;

  std::map<std::string, std::vector<std::string>> shapes_;
  std::map<std::string, std::int64_t> sizes_;
};

}  // namespace zeroth::host
