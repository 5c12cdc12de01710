#include "host/device/simulated_device.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randperm.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include <functional>
#include <string>
#include <vector>

namespace {

const at::Device kThere = zeroth::host::simulated_device();

at::Tensor numbers(std::vector<std::int64_t> shape, std::uint64_t seed = 1) {
  return at::randn(shape, at::detail::createCPUGenerator(seed), at::kDouble);
}

/// Whether the same operations give the same there and here, on the device where they were made.
void same_there(const std::vector<at::Tensor>& in,
                const std::function<at::Tensor(const std::vector<at::Tensor>&)>& compute) {
  std::vector<at::Tensor> moved;
  for (const at::Tensor& one : in) moved.push_back(one.to(kThere));
  const at::Tensor there = compute(moved);
  CHECK(there.device() == kThere);
  CHECK(there.cpu().equal(compute(in)));
}

std::string complaint(const std::function<void()>& action) {
  try {
    action();
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
  return "";
}

}  // namespace

TEST_CASE("the simulated device computes what the CPU computes") {
  same_there({numbers({3, 4}), numbers({4, 5})}, [](auto& x) { return at::mm(x[0], x[1]); });
  same_there({numbers({5}), numbers({3, 4}), numbers({4, 5})},
             [](auto& x) { return at::addmm(x[0], x[1], x[2]); });
  same_there({numbers({3, 4})}, [](auto& x) { return at::log_softmax(x[0].t() * 2 + 1, 1); });
  same_there({numbers({3, 4}), numbers({2, 4})}, [](auto& x) { return at::cat({x[0], x[1]}); });
  same_there({numbers({9}), at::randperm(9)},
             [](auto& x) { return at::index_select(x[0], 0, x[1]); });
  same_there({numbers({9})}, [](auto& x) { return x[0].masked_select(x[0] > 0); });
  same_there({numbers({4, 4})}, [](auto& x) { return x[0].split(2)[1].sum({1}).to(at::kFloat); });
}

TEST_CASE("views of the simulated device share memory, and outputs may be given or resized") {
  const at::Tensor x = at::arange(6, at::kDouble).to(kThere).view({2, 3});
  x.select(1, 0).fill_(7);
  x.t()[2].add_(1);
  CHECK(x.cpu().sum().item<double>() == 7 + 1 + 3 + 7 + 4 + 6);
  CHECK(x.is_alias_of(x.narrow(0, 1, 1)));

  at::Tensor out = at::empty({0}, x.options());
  at::mm_out(out, x, x.t());
  CHECK(out.sizes() == at::IntArrayRef{2, 2});
  CHECK(out.cpu().equal(x.cpu().mm(x.cpu().t())));
  at::Tensor row = at::empty({4, 2}, x.options()).zero_();
  at::Tensor middle = row.narrow(0, 1, 2);
  at::mm_out(middle, x, x.t());
  CHECK(row.narrow(0, 1, 2).cpu().equal(out.cpu()));
  CHECK(row[3].sum().item<double>() == 0);
}

TEST_CASE("gradients flow on the simulated device, and stay there") {
  const auto gradients = [](const at::Device& device) {
    const at::Tensor x = numbers({5, 3}).to(device).set_requires_grad(true);
    const at::Tensor w = numbers({3, 4}, 2).to(device).set_requires_grad(true);
    const at::Tensor once = (x.mm(w).relu() * w.sum()).square().sum();
    const auto first = torch::autograd::grad({once}, {x, w}, {}, true, /*create_graph=*/true);
    return torch::autograd::grad({first[0].square().sum()}, {w})[0];
  };
  const at::Tensor there = gradients(kThere);
  CHECK(there.device() == kThere);
  CHECK(there.cpu().equal(gradients(at::kCPU)));
}

TEST_CASE("a generator of the simulated device draws what the CPU's draws, and goes on") {
  const at::Generator there = zeroth::host::simulated_generator(3);
  const at::Generator here = at::detail::createCPUGenerator(3);
  const auto options = at::TensorOptions(kThere);
  for (int i = 0; i < 2; ++i) {
    CHECK(at::rand({4}, there, options).cpu().equal(at::rand({4}, here, at::TensorOptions())));
    CHECK(there.device() == kThere);
  }
  const at::Tensor state = there.get_state();
  const at::Tensor next = at::randn({3}, there, options);
  zeroth::host::simulated_generator(9);
  const at::Generator other = zeroth::host::simulated_generator(9);
  at::Generator(other).set_state(state);
  CHECK(at::randn({3}, other, options).equal(next));
  const at::Generator copy = there.clone();
  CHECK(copy.device() == kThere);
  CHECK(at::randn({3}, copy, options).equal(at::randn({3}, there, options)));
}

TEST_CASE("what is left on the CPU is refused, as on a real device") {
  const at::Tensor here = numbers({3, 3}), there = here.to(kThere);
  CHECK(complaint([&] { there.mm(here); }) ==
        "aten::mm: a tensor [3, 3] is on the cpu, beside others on the simulated device");
  CHECK(complaint([&] { at::cat({there, here}); }).find("is on the cpu") != std::string::npos);
  CHECK(complaint([&] {
          there.index_select(0, at::arange(2));
        }).find("a tensor [2] is on the cpu") != std::string::npos);
  CHECK(complaint([&] {
          at::rand({2}, at::detail::createCPUGenerator(1), at::TensorOptions(kThere));
        }).find("from a generator of the cpu") != std::string::npos);
  CHECK(complaint([&] { there.add_(here); }) != "");
  CHECK(there.cpu().equal(here));
  CHECK((there + here.sum()).device() == kThere);  // a number may stand beside
}
