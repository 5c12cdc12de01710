// make-module OUT SOURCE [NAME:SIZExSIZE | NAME~SIZE | NAME=INTEGER]...: saves a TorchScript module
// of the methods in SOURCE with parameters (:), buffers (~) and whole numbers (=), for tests on
// machines whose Python has no torch.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/jit/api/module.h>

#include <cmath>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

namespace {

std::vector<std::int64_t> shape_of(const std::string& text) {
  std::vector<std::int64_t> shape;
  std::istringstream in(text);
  for (std::string size; std::getline(in, size, 'x');) shape.push_back(std::stoll(size));
  return shape;
}

/// Matrices are uniform in +-1/sqrt(columns), vectors zero.
at::Tensor start_of(const std::vector<std::int64_t>& shape) {
  if (shape.size() < 2) return at::zeros(shape);
  static const at::Generator rng = at::detail::createCPUGenerator(1);
  const double bound = 1 / std::sqrt(static_cast<double>(shape.back()));
  return at::empty(shape).uniform_(-bound, bound, rng);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::fprintf(stderr, "usage: make-module OUT SOURCE [MEMBER...]\n"), 2;
  torch::jit::Module module("network");
  for (const std::string& member : std::vector<std::string>(argv + 3, argv + argc)) {
    const auto sign = member.find_first_of(":~=");
    const std::string name = member.substr(0, sign), value = member.substr(sign + 1);
    if (member[sign] == ':') {
      module.register_parameter(name, start_of(shape_of(value)).requires_grad_(), false);
    } else if (member[sign] == '~') {
      module.register_buffer(name, start_of(shape_of(value)));
    } else {
      module.register_attribute(name, c10::IntType::get(),
                                c10::IValue(static_cast<std::int64_t>(std::stoll(value))));
    }
  }
  module.register_attribute("training", c10::BoolType::get(), true);
  module.define(argv[2]);
  module.save(argv[1]);
  return 0;
}
