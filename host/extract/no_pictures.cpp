// Of a build with ZEROTH_PICTURES=OFF, in the place of image_reader.cpp and onnx_network.cpp.
#include "host/base/problem.h"
#include "host/extract/image_reader.h"
#include "host/extract/network.h"

namespace zeroth::host {
namespace {

constexpr const char* kMissing = "this build reads no pictures (ZEROTH_PICTURES=OFF)";

[[noreturn]] void refuse(const std::filesystem::path& file) {
  throw Failure(Exit::unavailable, {"pictures and ONNX networks cannot be read",
                                    file.string(),
                                    {kMissing},
                                    "build with ZEROTH_PICTURES=ON, which needs OpenCV"});
}

}  // namespace

std::string image_damage(const std::filesystem::path&) { return kMissing; }

at::Tensor read_image(const std::filesystem::path& file, std::int64_t) { refuse(file); }

at::Tensor try_read_image(const std::filesystem::path&, std::int64_t, std::string& damage) {
  damage = kMissing;
  return {};
}

at::Tensor try_read_image(std::string_view, std::int64_t, std::string& damage) {
  damage = kMissing;
  return {};
}

std::unique_ptr<Network> open_onnx(const std::filesystem::path& file, at::Device) { refuse(file); }

std::string onnx_reader_version() { return ""; }

}  // namespace zeroth::host
