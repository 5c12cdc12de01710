#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/networks/contrastive.h>
#include <zeroth/networks/critic.h>

#include "host/device/simulated_device.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;

namespace {

// Before the first backward pass of the process.
const at::Device kAway = simulated_device();

/// Value and derivative of the supervised contrastive loss on a device, on the CPU.
std::vector<at::Tensor> contrastive(const at::Tensor& rows, const at::Tensor& labels,
                                    const at::Device& device) {
  const at::Tensor z = rows.to(device).set_requires_grad(true), there = labels.to(device);
  const std::int64_t before = waits_for_simulated_device();
  const at::Tensor loss = zeroth::networks::supervised_contrastive(z, there, 0.5);
  const at::Tensor slope = torch::autograd::grad({loss}, {z})[0];
  CHECK(waits_for_simulated_device() == before);
  return {loss.detach().cpu(), slope.cpu()};
}

}  // namespace

TEST_CASE("the contrastive loss waits for no device, and is there what it is here") {
  for (const at::Tensor& labels :
       {at::tensor({7, 2, 7, 7, 2, 100}, at::kLong), at::arange(5), at::tensor({3}, at::kLong)}) {
    CAPTURE(labels.size(0));
    const at::Tensor rows = normal({labels.size(0), 4}, 1);
    const auto want = contrastive(rows, labels, at::kCPU), got = contrastive(rows, labels, kAway);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK((got[i] - want[i]).abs().max().item<double>() < 1e-12);
    }
  }
}

TEST_CASE("a critic's loss by a weight that is a tensor has the bits of one that is a number") {
  at::Generator rng = at::detail::createCPUGenerator(1);
  zeroth::networks::Critic critic(6, 3, 5, rng);
  const zeroth::networks::CriticBatch batch{
      normal({8, 6}, 2).to(at::kFloat), normal({8, 6}, 3).to(at::kFloat),
      normal({8, 3}, 4).to(at::kFloat), normal({8}, 5).to(at::kFloat).sigmoid()};
  critic.hidden.weight.set_requires_grad(true);
  for (const double weight : {10.0, 10.0 / 1.1, 0.1}) {
    const auto by = [&](const auto& given) {
      const at::Tensor total = zeroth::networks::critic_loss(critic, batch, given).total;
      return std::pair(total.detach(), torch::autograd::grad({total}, {critic.hidden.weight})[0]);
    };
    const auto number = by(weight), tensor = by(at::scalar_tensor(weight, at::kDouble));
    CHECK(number.first.equal(tensor.first));
    CHECK(number.second.equal(tensor.second));
  }
}
