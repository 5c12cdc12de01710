#include "host/export/opencv_check.h"

#include <fmt/format.h>

#include "host/base/problem.h"
#include "host/extract/network.h"

namespace zeroth::host {
namespace {

/// Whether something is computed in double behind the scaling of rows, whose three operations come
/// to the same in float32.
bool needs_double(const torch::jit::Graph& recording) {
  int scaling = 0;
  for (const torch::jit::Node* node : recording.nodes()) {
    if (node->kind() == c10::prim::Constant) continue;
    for (const torch::jit::Value* one : node->outputs()) {
      const auto type = one->type()->cast<c10::TensorType>();
      if (type && type->scalarType() == at::kDouble) ++scaling;
    }
  }
  constexpr int kScaling = 3;
  return scaling > kScaling;
}

/// "it does not read ReduceSum as it stands there" of OpenCV's own account, which advises what
/// nobody here can do.
std::string gap_of(const std::string& account) {
  const std::string before = "Node [";
  const auto start = account.find(before), end = account.find('@');
  if (start == std::string::npos || end == std::string::npos || end < start) return account;
  const auto first = start + before.size();
  return fmt::format("it does not read the operator {} as it stands there",
                     account.substr(first, end - first));
}

}  // namespace

ByOpenCv run_by_opencv(const std::filesystem::path& file, const Recording& recorded,
                       const at::Tensor& input, const at::Tensor& wanted) {
  ByOpenCv by;
  by.version = onnx_reader_version();
  if (needs_double(recorded.graph())) {
    by.gap = "it computes in float32 only, and the model decides by numbers in double";
    return by;
  }
  try {
    by.found = agreement_of("random rows", (*open_onnx(file, at::kCPU))(input), wanted);
  } catch (const Failure& failure) {
    by.gap = gap_of(failure.problems().front().why.front());
  } catch (const Network::Failed& failure) {
    by.gap = gap_of(failure.why);
  }
  return by;
}

}  // namespace zeroth::host
