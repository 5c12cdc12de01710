#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace zeroth::networks {

/// Which form of the symmetric discrepancy between two rows of scores.
enum class Discrepancy {
  reference,  ///< what the releases of DEDN and MSDN compute
  printed,    ///< DEDN equations 7 and 12, MSDN equations 8 and 9
};

/// The form of that name: "reference" or "printed".
inline Discrepancy discrepancy_form(const std::string& name) {
  return name == "printed" ? Discrepancy::printed : Discrepancy::reference;
}

/// Mean over rows of the distance of p and q [N,M], d = p - q: `reference`: sum |d|^3 / ||d||;
/// `printed`: sum d^2. Zero, with a zero gradient, where p = q.
at::Tensor distance(const at::Tensor& p, const at::Tensor& q, Discrepancy form);

/// Mean over rows of the divergence of the softmax distributions of p and q [N,M]: `reference`:
/// Jensen-Shannon; `printed`: the symmetrised Kullback-Leibler divergence.
at::Tensor divergence(const at::Tensor& p, const at::Tensor& q, Discrepancy form);

}  // namespace zeroth::networks
