#include "host/export/recorded_model.h"

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>
#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/passes/constant_pooling.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <zeroth/script_error.h>

#include <string>
#include <utility>

#include "host/base/problem.h"
#include "host/export/batch_free.h"
#include "host/export/exported_input.h"

namespace zeroth::host {
namespace {

namespace jit = torch::jit;

constexpr std::uint64_t kRecordingSeed = 1;
constexpr std::int64_t kFirstBatch = 7, kSecondBatch = 11;  // no size of a model is both by chance

using Function = std::function<at::Tensor(const at::Tensor&)>;

std::shared_ptr<jit::Graph> traced(const Function& function, const at::Tensor& input) {
  const at::NoGradGuard no_gradient;
  const auto of_stack = [&](jit::Stack stack) {
    return jit::Stack{function(stack.front().toTensor())};
  };
  const auto nameless = [](const at::Tensor&) { return std::string(); };
  return jit::tracer::trace({input}, of_stack, nameless).first->graph;
}

/// What LibTorch says of a tensor whose gradient is wanted while it records.
bool is_about_gradient(const Failure& failure) {
  return std::string(failure.what()).find("requires grad as a constant") != std::string::npos;
}

}  // namespace

Recording::Recording(const Function& function,
                     const std::function<at::Tensor(std::int64_t)>& input) {
  try {
    graph_ = traced(function, input(kFirstBatch));
    const auto other = traced(function, input(kSecondBatch));
    make_batch_free(*graph_, kFirstBatch, *other, kSecondBatch);
    jit::EliminateDeadCode(graph_);
    jit::ConstantPropagation(graph_);
    jit::ConstantPooling(graph_);
    jit::EliminateDeadCode(graph_);
  } catch (const c10::Error& problem) {
    throw NotRecorded(cause_of_script_error(problem));
  }
}

at::Tensor Recording::operator()(const at::Tensor& input) const {
  const at::NoGradGuard no_gradient;
  const jit::GraphOptimizerEnabledGuard as_written(false);
  jit::GraphFunction function("scores", graph_->copy(), nullptr);
  return function({input}).toTensor();
}

Recording recorded_model(const LoadedModel& model) {
  try {
    return {scores_by_tensors(model),
            [&](std::int64_t rows) { return random_input(model, rows, kRecordingSeed); }};
  } catch (const NotRecorded& problem) {
    refuse_recording(model.card(), problem.what());
  } catch (const Failure& failure) {
    if (!is_about_gradient(failure)) throw;
    const std::string& what = failure.problems().front().what;  // "ood.odin failed in perturb()"
    refuse_recording(model.card(), fmt::format("{} differentiates by its input while it predicts",
                                               what.substr(0, what.find(' '))));
  }
}

}  // namespace zeroth::host
