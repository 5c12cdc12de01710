#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/api.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zeroth {

struct NamedTensor {
  std::string name;
  at::Tensor tensor;
};

/// Tensors with stable names, in a stable order.
using NamedTensors = std::vector<NamedTensor>;

/// The named tensors that a loss reads.
class ZEROTH_API TensorMap {
 public:
  TensorMap();
  explicit TensorMap(NamedTensors tensors);
  ~TensorMap();

  /// @throws Error that names the tensor and those present.
  const at::Tensor& operator[](std::string_view name) const&;
  /// A map that is about to go lends nothing.
  at::Tensor operator[](std::string_view name) &&;
  bool contains(std::string_view name) const;
  /// Adds a tensor, or replaces the one of that name.
  void set(std::string name, at::Tensor tensor);
  const NamedTensors& all() const { return tensors_; }

 private:
  NamedTensors tensors_;
};

}  // namespace zeroth
