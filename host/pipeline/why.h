#pragma once

#include <string>
#include <vector>

#include "host/pipeline/pipeline.h"

namespace zeroth::host {

/// One value of a pipeline and what set it.
struct Explanation {
  std::string name;    ///< as --set takes it: "train.epochs"
  Json value;          ///< no object, unless it is empty; a list is one value
  std::string origin;  ///< "file:line:col", "file:line:col (preset paper)", "--set a=1", "default"
};

/// Every value of a checked pipeline, in its order.
std::vector<Explanation> explain_pipeline(const Pipeline& pipeline);

/// A checked pipeline as a file of its own: without the name of the preset, which has been applied.
Json self_contained(const Json& document);

}  // namespace zeroth::host
