#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "host/model/model_file.h"

namespace zeroth::host {

/// Another class and how much its descriptor is like that of the class that is asked about.
struct LikeClass {
  std::string name;
  double cosine = 0;
};

/// The classes of a model whose descriptors point most nearly where `descriptor` [d] does, the
/// nearest first.
std::vector<LikeClass> nearest_classes(const ModelFile& model, const at::Tensor& descriptor,
                                       std::size_t count);

/// `descriptor` [d] as the model's own are: of length one where all of them are.
at::Tensor as_its_descriptors(const ModelFile& model, const at::Tensor& descriptor);

/// The card and the problem of a model with one more unseen class, the last one. What the model has
/// learned is as it was, and does not fit yet.
/// @throws Failure(usage) where it has a class of that name.
ModelFile with_class(const ModelFile& model, const std::string& name, const at::Tensor& descriptor);

/// The same with one class less.
/// @throws Failure(usage) where it has none of that name, or it is the last one of its side.
ModelFile without_class(const ModelFile& model, const std::string& name);

}  // namespace zeroth::host
