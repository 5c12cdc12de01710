#pragma once

#include <functional>
#include <string>

#include "host/cases/case_file.h"

namespace zeroth::host {

/// Computes all outputs of a case from its inputs and state; gradients may flow.
using CaseFunction = std::function<TensorMap(const GoldenCase&)>;

/// The host's own formulas by component: metrics and data transforms.
/// Empty when there is none of that name.
CaseFunction host_case(const std::string& component);

}  // namespace zeroth::host
