#include "host/run/score_tolerance.h"

namespace zeroth::host {

double largest_of(const at::Tensor& scores) {
  return scores.numel() == 0 ? 0.0 : scores.abs().max().item<double>();
}

}  // namespace zeroth::host
