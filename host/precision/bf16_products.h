#pragma once

#include <torch/library.h>

namespace zeroth::host {

/// While it lives, products of float matrices on the processor are formed of the factors rounded to
/// bf16 and summed in fp32, forward and backward, in host and plugins alike: LibTorch's mm and
/// addmm are replaced. Everything else, parameters and losses included, stays fp32; so do products
/// too small to gain, with vectors, and in double precision.
///
/// One at a time; only where bf16_instructions() names some.
class Bf16Products {
 public:
  Bf16Products();

 private:
  torch::Library library_;
};

}  // namespace zeroth::host
