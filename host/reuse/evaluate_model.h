#pragma once

#include <c10/core/Device.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/reuse/calibration.h"
#include "host/reuse/model_data.h"

namespace zeroth::host {

/// What `zeroth evaluate` was asked for.
struct EvaluationRequest {
  std::string model;                           ///< directory of its two files
  std::map<std::string, std::string> plugins;  ///< id -> library
  Json pipeline;                  ///< the model's, with what the user set of it; checked
  std::vector<std::string> sets;  ///< that, as it was said
  std::set<std::string> changed;  ///< pointers of its blocks that are others now
  DataWanted data;
  Calibration calibration;
  at::Device device = at::kCPU;  ///< where it scores
};

EvaluationRequest parse_evaluation_request(const Json& document);

/// Evaluates a model on the test rows of a data set; nothing trains. The look is recorded beside
/// the model before anybody sees a figure.
/// @return the document of `zeroth evaluate --json`: "model", "name", "data", "rows", "set",
/// "calibration", "metrics" and "gate" in percent, "looks".
/// @throws Failure as `read_model`, `load_data_set` and `rows_for`.
Json evaluate_model(const EvaluationRequest& request, Progress& progress);

/// The same for people, in lines of that many columns.
std::string evaluation_text(const Json& document, std::size_t columns = 80);

}  // namespace zeroth::host
