#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/progress.h"

namespace zeroth::host {

/// One `zeroth predict` as the front end hands it over.
struct PredictRequest {
  std::string model;                           ///< directory
  std::map<std::string, std::string> plugins;  ///< id -> library
  /// Files of rows or of regions, pictures, folders of pictures; "-": standard input.
  std::vector<std::string> inputs;
  std::string backbone;  ///< of pictures, in place of the one that the model names
  std::string variable;  ///< of .mat and .hdf5
  std::string form;      ///< "text", "json" or "csv"
  std::int64_t top = 5;  ///< classes that are told of a row
  bool skip_broken = false;
  std::string out;  ///< file, or empty: standard output
  at::Device device = at::kCPU;
};

/// @throws Failure(internal) when the document is not what the front end writes.
PredictRequest parse_predict_request(const Json& document);

/// What came of it.
struct Predicted {
  std::int64_t rows = 0;
  /// Rows that hold a number which is not finite, and pictures that cannot be read.
  std::int64_t skipped = 0;
};

/// Reads the inputs some rows at a time, and writes the best classes of each as it goes: the memory
/// that it takes does not depend on how many there are. A probability is the softmax of the model's
/// scores; nobody has calibrated it.
/// @throws Failure(bad_data) for rows that the model cannot read, naming the first; what was
/// written before stays written.
Predicted predict(const PredictRequest& request, Progress& progress);

}  // namespace zeroth::host
