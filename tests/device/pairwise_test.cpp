#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include "host/device/simulated_device.h"
#include "plugins/networks/pairwise_leaky.h"

namespace {

at::Tensor rows(std::int64_t count, std::int64_t width, std::uint64_t seed) {
  return at::randn({count, width}, at::detail::createCPUGenerator(seed), at::kFloat);
}

/// The value and the derivatives by x, y and w where they move.
std::vector<at::Tensor> pairs_on(const at::Device& device, std::int64_t classes,
                                 bool weights_move) {
  const at::Tensor x = rows(5, 512, 1).to(device).set_requires_grad(true);
  const at::Tensor y = rows(classes, 512, 2).to(device).set_requires_grad(weights_move);
  const at::Tensor w = rows(1, 512, 3)[0].to(device).set_requires_grad(weights_move);
  const at::Tensor out = zeroth::networks::pairwise_leaky(x, y, w);
  std::vector<at::Tensor> sources = {x};
  if (weights_move) sources.insert(sources.end(), {y, w});
  std::vector<at::Tensor> all =
      torch::autograd::grad({(out * rows(5, classes, 4).to(device)).sum()}, sources);
  all.push_back(out.detach());
  for (at::Tensor& one : all) one = one.cpu();
  return all;
}

}  // namespace

TEST_CASE("pairs on a device that our kernels do not reach are those of the kernels") {
  const at::Device there = zeroth::host::simulated_device();
  // With so many classes a device takes two rows of x at a time, and one in the end.
  for (const std::int64_t classes : {3, 16000}) {
    for (const bool weights_move : {true, false}) {
      CAPTURE(classes);
      const auto want = pairs_on(at::kCPU, classes, weights_move);
      const auto got = pairs_on(there, classes, weights_move);
      REQUIRE(want.size() == got.size());
      for (std::size_t i = 0; i < want.size(); ++i) {
        CAPTURE(i);
        const double scale = want[i].abs().max().item<double>();
        CHECK((want[i] - got[i]).abs().max().item<double>() < 1e-5 * scale);
      }
    }
  }
}
