#pragma once

#include <zeroth/tensors.h>

#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// One case of a golden file.
struct GoldenCase {
  std::string name;
  Json params;
  TensorMap inputs;  ///< double or int64
  TensorMap state;
  TensorMap outputs;
  double rtol = 0.0, atol = 0.0;
};

struct CaseFile {
  std::string component;
  std::vector<GoldenCase> cases;
};

/// @throws Failure(no_input or bad_data) naming the file and what is wrong in it.
CaseFile read_case_file(const std::string& file);

}  // namespace zeroth::host
