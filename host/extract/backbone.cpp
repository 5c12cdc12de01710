#include "host/extract/backbone.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/mean.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "host/base/lower_case.h"
#include "host/base/problem.h"
#include "host/data/content_hash.h"

namespace zeroth::host {
namespace {

std::unique_ptr<Network> open_network(const std::filesystem::path& file, const at::Device& device) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    throw Failure(Exit::no_input, {"the backbone is missing",
                                   file.string(),
                                   {error ? error.message() : "it is not a regular file"},
                                   "save one with torch.jit.script(model).save(FILE)"});
  }
  const bool is_onnx = lower_case(file.extension().string()) == ".onnx";
  return is_onnx ? open_onnx(file, device) : open_torchscript(file, device);
}

/// Whether the network yields what can be made into the features.
bool fits(const at::Tensor& result, const at::Tensor& images, Features features) {
  const bool has_rank = result.dim() == 4 || (features == Features::rows && result.dim() == 2);
  return has_rank && result.size(0) == images.size(0);
}

/// [B,D] or [B,M,H,W] -> [B,D,1,1].
at::Tensor as_rows(const at::Tensor& result) {
  const at::Tensor rows = result.dim() == 2 ? result : result.mean({2, 3});
  return rows.unsqueeze(2).unsqueeze(3);
}

}  // namespace

Backbone::Backbone(const std::filesystem::path& file, const at::Device& device, Features features)
    : file_(file), features_(features), network_(open_network(file, device)) {}

at::Tensor Backbone::operator()(const at::Tensor& images) {
  const bool rows = features_ == Features::rows;
  const auto refuse = [&](const std::string& what, const std::string& why) {
    throw Failure(Exit::bad_data,
                  {what,
                   file_.string(),
                   {why},
                   fmt::format("give a network from images [B,3,s,s] to {}region features "
                               "[B,M,H,W]",
                               rows ? "features [B,D] or " : "")});
  };
  const at::NoGradGuard no_gradients;
  at::Tensor result;
  try {
    result = (*network_)(images);
  } catch (const Network::Failed& failed) {
    refuse(failed.what, failed.why);
  }
  if (!fits(result, images, features_)) {
    refuse(fmt::format("the backbone yields no {}features", rows ? "" : "region "),
           fmt::format("[{}] of images [{}]", fmt::join(result.sizes(), ", "),
                       fmt::join(images.sizes(), ", ")));
  }
  if (rows) result = as_rows(result);
  return result.to(at::kCPU, at::kFloat).contiguous();
}

const std::string& Backbone::hash() {
  if (hash_.empty()) hash_ = file_hash(file_);
  return hash_;
}

}  // namespace zeroth::host
