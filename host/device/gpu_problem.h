#pragma once

#include <optional>
#include <string>

#include "host/base/problem.h"

namespace zeroth::host {

/// What CUDA's words, as LibTorch throws them, say of GPU, driver and LibTorch; nothing where they
/// are not about those. Memory that cannot be had is out_of_memory's.
/// @param text  what() of the exception
/// @param who   what computed, "loss() of generator.x"; empty where nothing did yet
/// @param where as in Problem
std::optional<Problem> gpu_problem(const std::string& text, const std::string& who,
                                   const std::string& where);

}  // namespace zeroth::host
