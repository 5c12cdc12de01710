#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/core/version.hpp>
#include <opencv2/dnn.hpp>
#include <vector>

#include "host/base/problem.h"
#include "host/extract/network.h"

namespace zeroth::host {
namespace {

/// The first line of what OpenCV says, without the mark that it begins several with.
std::string cause_of(const cv::Exception& error) {
  const std::string line = error.err.substr(0, error.err.find('\n'));
  return line.substr(std::min(line.size(), line.find_first_not_of("> ")));
}

class Onnx final : public Network {
 public:
  explicit Onnx(const std::filesystem::path& file) {
    // It would print its own account of a file that it cannot read.
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    cv::setNumThreads(at::get_num_threads());
    network_ = cv::dnn::readNetFromONNX(file.string());
  }

  at::Tensor operator()(const at::Tensor& images) override {
    const at::Tensor whole = images.contiguous();
    const std::vector<int> sizes(whole.sizes().begin(), whole.sizes().end());
    try {
      network_.setInput(cv::Mat(sizes, CV_32F, whole.data_ptr<float>()));
      return to_tensor_of(network_.forward());
    } catch (const cv::Exception& problem) {
      throw Failed{fmt::format("the backbone failed on images [{}]", fmt::join(sizes, ", ")),
                   cause_of(problem)};
    }
  }

 private:
  /// A copy: OpenCV writes the next result to the same place.
  static at::Tensor to_tensor_of(const cv::Mat& result) {
    if (result.type() != CV_32F || !result.isContinuous()) {
      throw Failed{"the backbone yields no tensor", "its numbers are not float32"};
    }
    const std::vector<std::int64_t> sizes(result.size.p, result.size.p + result.dims);
    at::Tensor tensor = at::empty(sizes);
    std::memcpy(tensor.data_ptr(), result.data, result.total() * sizeof(float));
    return tensor;
  }

  cv::dnn::Net network_;
};

}  // namespace

std::unique_ptr<Network> open_onnx(const std::filesystem::path& file, at::Device device) {
  if (!device.is_cpu()) {
    throw Failure(Exit::usage, {"an ONNX backbone computes on the CPU only",
                                file.string(),
                                {"OpenCV runs it"},
                                "leave out --device, or save it with torch.jit.script"});
  }
  try {
    return std::make_unique<Onnx>(file);
  } catch (const cv::Exception& problem) {
    throw Failure(Exit::bad_data, {"the backbone is no ONNX network that OpenCV reads",
                                   file.string(),
                                   {cause_of(problem)},
                                   "write it with torch.onnx.export(model, images, FILE), or save "
                                   "it with torch.jit.script(model).save(FILE.pt)"});
  }
}

std::string onnx_reader_version() { return CV_VERSION; }

}  // namespace zeroth::host
