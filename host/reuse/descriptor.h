#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace zeroth::host {

/// A class descriptor [d] float32 that a user gives: a JSON list of numbers, or a file that holds
/// one row (.npy, .csv, .hdf5, .mat) or such a list (.json).
/// @throws Failure(usage, no_input or bad_data) where it is none, is not finite, has another length
/// than `columns` or says nothing because it is zero.
at::Tensor read_descriptor(const std::string& text, std::int64_t columns);

}  // namespace zeroth::host
