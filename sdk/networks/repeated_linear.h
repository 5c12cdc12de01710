#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

namespace zeroth::networks {

/// What the applications of one layer sent back to its weight. LibTorch forms a product for each of
/// them and adds those up; here the rows are collected and there is one product over all.
class Applications {
 public:
  /// x [N,in] through weight [out,in] and bias [out]. The gradients of weight and bias come back
  /// once the backward pass has been through every application since the last such pass: all of
  /// them must lead to the loss, as the steps of a chain do.
  static at::Tensor linear(const std::shared_ptr<Applications>& shared, const at::Tensor& x,
                           const at::Tensor& weight, const at::Tensor& bias);

  /// Takes what one application sends back; true when it was the last.
  bool collect(const at::Tensor& input, const at::Tensor& gradient);
  /// Of the collected ones, which are forgotten.
  struct Gradients {
    at::Tensor weight, bias;
  };
  Gradients release();

 private:
  std::size_t expected_ = 0;
  std::vector<at::Tensor> inputs_, gradients_;
};

}  // namespace zeroth::networks
