#pragma once

#include <optional>
#include <string>

namespace zeroth::host {

/// The value of OPENBLAS_CORETYPE that the worker should start with, if OpenBLAS would choose worse
/// by itself: releases before 0.3.24 take AMD processors with AVX-512 for older ones and compute
/// matrix products at half the speed. Nothing where the user has chosen.
std::optional<std::string> better_blas_core();

}  // namespace zeroth::host
