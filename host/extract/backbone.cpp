#include "host/extract/backbone.h"

#include <ATen/core/grad_mode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>
#include <zeroth/script_error.h>

#include <string>
#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {

struct Backbone::Network {
  torch::jit::Module module;
};

Backbone::Backbone(const std::filesystem::path& file, const at::Device& device)
    : file_(file), device_(device), network_(std::make_unique<Network>()) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    throw Failure(Exit::no_input, {"the backbone is missing",
                                   file.string(),
                                   {error ? error.message() : "it is not a regular file"},
                                   "save one with torch.jit.script(model).save(FILE)"});
  }
  try {
    network_->module = torch::jit::load(file.string(), device_);
    network_->module.eval();
  } catch (const std::exception& problem) {
    throw Failure(Exit::bad_data, {"the backbone is no TorchScript network",
                                   file.string(),
                                   {cause_of_script_error(problem)},
                                   "save it with torch.jit.script(model).save(FILE)"});
  }
}

Backbone::~Backbone() = default;

at::Tensor Backbone::operator()(const at::Tensor& images) {
  const auto refuse = [&](const std::string& what, const std::string& why) {
    throw Failure(Exit::bad_data,
                  {what,
                   file_.string(),
                   {why},
                   "give a network from images [B,3,s,s] to region features [B,M,H,W]"});
  };
  const at::NoGradGuard no_gradients;
  c10::IValue result;
  try {
    result = network_->module.forward({images.to(device_)});
  } catch (const std::exception& problem) {
    refuse(fmt::format("the backbone failed on images [{}]", fmt::join(images.sizes(), ", ")),
           cause_of_script_error(problem));
  }
  if (!result.isTensor()) refuse("the backbone yields no tensor", result.tagKind());
  const at::Tensor regions = result.toTensor();
  if (regions.dim() != 4 || regions.size(0) != images.size(0)) {
    refuse("the backbone yields no region features",
           fmt::format("[{}] of images [{}]", fmt::join(regions.sizes(), ", "),
                       fmt::join(images.sizes(), ", ")));
  }
  return regions.to(at::kCPU, at::kFloat).contiguous();
}

}  // namespace zeroth::host
