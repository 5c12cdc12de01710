#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>
#include <zeroth/script_error.h>

#include "host/base/problem.h"
#include "host/extract/network.h"

namespace zeroth::host {
namespace {

class TorchScript final : public Network {
 public:
  TorchScript(const std::filesystem::path& file, at::Device device)
      : device_(device), module_(torch::jit::load(file.string(), device)) {
    module_.eval();
  }

  at::Tensor operator()(const at::Tensor& images) override {
    c10::IValue result;
    try {
      result = module_.forward({images.to(device_)});
    } catch (const std::exception& problem) {
      throw Failed{
          fmt::format("the backbone failed on images [{}]", fmt::join(images.sizes(), ", ")),
          cause_of_script_error(problem)};
    }
    if (!result.isTensor()) throw Failed{"the backbone yields no tensor", result.tagKind()};
    return result.toTensor();
  }

 private:
  at::Device device_;
  torch::jit::Module module_;
};

}  // namespace

std::unique_ptr<Network> open_torchscript(const std::filesystem::path& file, at::Device device) {
  try {
    return std::make_unique<TorchScript>(file, device);
  } catch (const std::exception& problem) {
    throw Failure(Exit::bad_data, {"the backbone is no TorchScript network",
                                   file.string(),
                                   {cause_of_script_error(problem)},
                                   "save it with torch.jit.script(model).save(FILE)"});
  }
}

}  // namespace zeroth::host
