#include "host/conformance/loss_graph.h"

#include <ATen/core/grad_mode.h>
#include <ATen/record_function.h>
#include <torch/csrc/autograd/function.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace zeroth::host {
namespace {

bool took_constant = false;

/// Autograd runs backward functions with gradients on where a graph of them is made.
std::unique_ptr<at::ObserverContext> on_backward(const at::RecordFunction&) {
  if (!at::GradMode::is_enabled()) took_constant = true;
  return nullptr;
}

/// Looks at every backward function that runs on this thread while it lives.
class BackwardWatch {
 public:
  BackwardWatch()
      : handle_(at::addThreadLocalCallback(
            at::RecordFunctionCallback(on_backward).scopes({at::RecordScope::BACKWARD_FUNCTION}))) {
    took_constant = false;
  }
  ~BackwardWatch() { at::removeCallback(handle_); }
  BackwardWatch(const BackwardWatch&) = delete;
  BackwardWatch& operator=(const BackwardWatch&) = delete;

 private:
  at::CallbackHandle handle_;
};

}  // namespace

bool differentiates_for_good(const std::function<void()>& compute) {
  const BackwardWatch watch;
  compute();
  return took_constant;
}

bool has_own_backward(const at::Tensor& value) {
  using torch::autograd::Node;
  std::set<const Node*> known;
  std::vector<const Node*> open = {value.grad_fn().get()};
  while (!open.empty()) {
    const Node* node = open.back();
    open.pop_back();
    if (!node || !known.insert(node).second) continue;
    if (node->name().find("CppNode<") != std::string::npos) return true;
    for (const auto& edge : node->next_edges()) open.push_back(edge.function.get());
  }
  return false;
}

}  // namespace zeroth::host
