#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/engine/composer.h"

namespace zeroth::host {

/// How one golden case came out.
struct CaseResult {
  std::string component;
  std::string name;
  bool ok = false;
  bool known = true;       ///< the component exists here
  double max_error = 0.0;  ///< largest |got - want| over the listed outputs
  std::string why;         ///< empty when ok
};

/// Runs every case of a file: losses and scores through their plugins as loaded from the shared
/// libraries, metrics, data transforms and two-vectors of D3GZSL through the host's own functions.
/// Plugins compute on `device`. Double precision, element by element: |got - want| <= atol + rtol *
/// |want|.
/// @throws Failure(no_input or bad_data) when the file cannot be read as cases.
std::vector<CaseResult> run_cases(const std::string& file, const Composer& composer,
                                  const at::Device& device = at::kCPU);

}  // namespace zeroth::host
