#include "plugins/generator/izf_flow.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <string>

namespace zeroth::izf {
namespace {

using networks::Init;

std::string name_of(std::size_t number) { return "flow." + std::to_string(number); }

/// The odd columns, then the even ones, so that what a coupling moved and what it read are mixed
/// for the next one. Slices take a third of the time of an index.
at::Tensor permuted(const at::Tensor& rows) {
  return at::cat({rows.slice(1, 1, c10::nullopt, 2), rows.slice(1, 0, c10::nullopt, 2)}, 1);
}

at::Tensor permuted_back(const at::Tensor& rows) {
  const auto pairs = rows.size(1) / 2;
  const at::Tensor odd = rows.narrow(1, 0, pairs), even = rows.narrow(1, pairs, pairs);
  const at::Tensor all = at::stack({even, odd}, 2).flatten(1);
  const auto last = rows.size(1) - 2 * pairs;
  return last == 0 ? all : at::cat({all, rows.narrow(1, 2 * pairs, last)}, 1);
}

/// The halves of rows: the first stays in a coupling, the second is moved.
struct Halves {
  explicit Halves(const at::Tensor& rows)
      : stays(rows.narrow(1, 0, rows.size(1) / 2)),
        moves(rows.narrow(1, rows.size(1) / 2, rows.size(1) - rows.size(1) / 2)) {}
  at::Tensor stays, moves;
};

}  // namespace

Coupling::Coupling(std::int64_t read, std::int64_t moved, std::int64_t width, at::Generator rng)
    : hidden(read, width, Init::normal, rng), output(width, 2 * moved, Init::normal, rng) {}

Coupling::Change Coupling::change(const at::Tensor& stays, double largest) const {
  const at::Tensor both = output(at::relu(hidden(stays)));
  const auto moved = both.size(1) / 2;
  return {largest * (both.narrow(1, 0, moved) / largest).tanh(), both.narrow(1, moved, moved)};
}

Flow::Flow(std::int64_t features, std::int64_t couplings, std::int64_t width, double largest_scale,
           at::Generator rng)
    : largest_scale_(largest_scale) {
  const auto read = features / 2;
  for (std::int64_t i = 0; i < couplings; ++i) {
    couplings_.emplace_back(read, features - read, width, rng);
  }
}

Flow::Flow(const TensorMap& weights, double largest_scale) : largest_scale_(largest_scale) {
  for (std::size_t i = 0; weights.contains(name_of(i) + ".hidden.weight"); ++i) {
    const std::string name = name_of(i);
    Coupling one;
    one.hidden = {weights[name + ".hidden.weight"], weights[name + ".hidden.bias"]};
    one.output = {weights[name + ".output.weight"], weights[name + ".output.bias"]};
    couplings_.push_back(one);
  }
}

Coded Flow::forward(const at::Tensor& x) const {
  Coded out{x, at::zeros({x.size(0)}, x.options())};
  for (const Coupling& one : couplings_) {
    const Halves halves(out.code);
    const Coupling::Change change = one.change(halves.stays, largest_scale_);
    const at::Tensor moved = halves.moves * change.log_scale.exp() + change.shift;
    out.code = permuted(at::cat({halves.stays, moved}, 1));
    out.log_determinant = out.log_determinant + change.log_scale.sum(1);
  }
  return out;
}

at::Tensor Flow::inverse(const at::Tensor& code) const {
  at::Tensor x = code;
  for (auto one = couplings_.rbegin(); one != couplings_.rend(); ++one) {
    const Halves halves(permuted_back(x));
    const Coupling::Change change = one->change(halves.stays, largest_scale_);
    x = at::cat({halves.stays, (halves.moves - change.shift) * (-change.log_scale).exp()}, 1);
  }
  return x;
}

void Flow::append_to(NamedTensors& tensors) const {
  for (std::size_t i = 0; i < couplings_.size(); ++i) {
    couplings_[i].hidden.append_to(tensors, name_of(i) + ".hidden");
    couplings_[i].output.append_to(tensors, name_of(i) + ".output");
  }
}

}  // namespace zeroth::izf
