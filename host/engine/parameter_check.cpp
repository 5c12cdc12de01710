#include "host/engine/parameter_check.h"

#include <ATen/MemoryOverlap.h>
#include <fmt/format.h>

#include <map>
#include <string>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

/// What is wrong with tensors by name, when two calls gave `tensors` and `again`.
class Look {
 public:
  Look(const char* call, NamedTensors tensors, const NamedTensors& again)
      : call_(call), tensors_(std::move(tensors)), again_(again) {}

  /// Empty when there is nothing.
  std::string names() const {
    std::map<std::string, int> known;
    for (const NamedTensor& one : tensors_) {
      if (one.name.empty()) return fmt::format("a tensor of {} has no name", call_);
      if (++known[one.name] > 1) {
        return fmt::format("two tensors of {} are named \"{}\"", call_, one.name);
      }
    }
    return "";
  }

  std::string identity() const {
    if (tensors_.size() != again_.size()) {
      return fmt::format("{} gives {} tensors and then {}", call_, tensors_.size(), again_.size());
    }
    for (std::size_t i = 0; i < tensors_.size(); ++i) {
      const std::string &name = tensors_[i].name, &then = again_[i].name;
      if (name != then) {
        return fmt::format("{} names a tensor \"{}\" and then \"{}\"", call_, name, then);
      }
      if (!tensors_[i].tensor.defined()) return fmt::format("\"{}\" is no tensor", name);
      if (tensors_[i].tensor.is_same(again_[i].tensor)) continue;
      return fmt::format("{} gives a copy of \"{}\": it is another tensor at every call", call_,
                         name);
    }
    return "";
  }

  std::string memory() const {
    for (std::size_t i = 0; i < tensors_.size(); ++i) {
      const NamedTensor& one = tensors_[i];
      if (at::has_internal_overlap(one.tensor) == at::MemOverlap::Yes) {
        return fmt::format("\"{}\" has elements that share memory", one.name);
      }
      for (std::size_t k = 0; k < i; ++k) {
        const std::string shared = sharing(tensors_[k], one);
        if (!shared.empty()) return shared;
      }
    }
    return "";
  }

 private:
  static std::string sharing(const NamedTensor& a, const NamedTensor& b) {
    if (a.tensor.is_same(b.tensor)) {
      return fmt::format("\"{}\" and \"{}\" are the same tensor", a.name, b.name);
    }
    const auto status = at::get_overlap_status(a.tensor, b.tensor);
    const bool apart =
        status == at::MemOverlapStatus::No || status == at::MemOverlapStatus::TooHard;
    return apart ? "" : fmt::format("\"{}\" and \"{}\" share memory", a.name, b.name);
  }

  const char* call_;
  NamedTensors tensors_;
  const NamedTensors& again_;
};

std::string trainable(const NamedTensors& parameters) {
  for (const NamedTensor& one : parameters) {
    if (!at::isFloatingType(one.tensor.scalar_type())) {
      return fmt::format("the parameter \"{}\" is of type {}, which no optimiser moves", one.name,
                         c10::toString(one.tensor.scalar_type()));
    }
    if (!one.tensor.is_leaf()) {
      return fmt::format("the parameter \"{}\" is the result of a computation, not a leaf",
                         one.name);
    }
  }
  return "";
}

std::string clash(const NamedTensors& parameters, const NamedTensors& state) {
  for (const NamedTensor& one : state) {
    for (const NamedTensor& parameter : parameters) {
      if (one.name != parameter.name) continue;
      return fmt::format("\"{}\" is in parameters() and in state()", one.name);
    }
  }
  return "";
}

NamedTensors all_parameters_of(const Handle<Component>& component) {
  auto* network = dynamic_cast<Network*>(component.component().get());
  if (!network) return {};
  return component.call("parameters()", [&](auto&) { return network->parameters(); });
}

std::string problem_of(const Handle<Component>& component) {
  const auto parameters = [&] { return all_parameters_of(component); };
  const auto state = [&] { return component.call("state()", [](auto& c) { return c.state(); }); };
  const NamedTensors first = parameters(), again = parameters();
  const NamedTensors first_state = state(), state_again = state();
  NamedTensors all = first;
  all.insert(all.end(), first_state.begin(), first_state.end());
  const Look of_parameters("parameters()", first, again);
  const Look of_state("state()", first_state, state_again);
  for (const std::string& problem :
       {of_parameters.names(), of_state.names(), of_parameters.identity(), of_state.identity()}) {
    if (!problem.empty()) return problem;
  }
  for (const std::string& problem :
       {trainable(first), clash(first, first_state), Look("", all, all).memory()}) {
    if (!problem.empty()) return problem;
  }
  return "";
}

}  // namespace

void check_parameters(const Handle<Component>& component) {
  const std::string problem = problem_of(component);
  if (!problem.empty()) {
    throw Failure(
        Exit::run_failed,
        {fmt::format("{} cannot be trained and saved", component.place().id),
         component.place().where,
         {problem},
         "let parameters() and state() give tensors that the component itself holds, each "
         "once and under one name"});
  }
  for (const NamedTensor& one : all_parameters_of(component)) one.tensor.set_requires_grad(false);
}

}  // namespace zeroth::host
