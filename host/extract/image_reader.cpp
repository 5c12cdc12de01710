#include "host/extract/image_reader.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_upsample_bilinear2d_aa.h>
#include <ATen/ops/empty.h>
#include <fmt/format.h>
#include <zeroth/formats/mapped_file.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgcodecs.hpp>
#include <string_view>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

// Of ImageNet, red green blue.
constexpr float kMean[] = {0.485f, 0.456f, 0.406f};
constexpr float kDeviation[] = {0.229f, 0.224f, 0.225f};

/// Where the segments of a JPEG file in front of its picture end; npos where they do not.
std::size_t begin_of_scan(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 4 <= bytes.size() && bytes[at] == '\xff') {
    if (bytes[at + 1] == '\xda') return at;
    const auto high = static_cast<unsigned char>(bytes[at + 2]);
    const auto low = static_cast<unsigned char>(bytes[at + 3]);
    at += bytes[at + 1] == '\xff' ? 1 : 2 + (std::size_t{high} << 8 | low);
  }
  return bytes.npos;
}

/// A JPEG file without an end mark behind its picture is cut short, of which OpenCV would make an
/// image that is grey below. What stands behind the mark, as a film does in some, is another
/// matter; previews stand in segments, whose marks do not count.
bool is_cut_jpeg(std::string_view bytes) {
  if (bytes.substr(0, 2) != "\xff\xd8") return false;
  const std::size_t scan = begin_of_scan(bytes);
  return scan == bytes.npos || bytes.find("\xff\xd9", scan) == bytes.npos;
}

/// Of a longer strip only a hundredth would be seen, and it would be blown up for that.
constexpr int kMostTimesAsLong = 100;

/// Blue, green, red; empty with `damage` when it cannot be read.
cv::Mat decode(std::string_view bytes, std::string& damage) {
  damage = "it is empty";
  if (bytes.empty()) return {};
  damage = "it is too large";
  if (bytes.size() > std::numeric_limits<int>::max()) return {};
  damage = "it is cut short";
  if (is_cut_jpeg(bytes)) return {};
  damage = "it is no image of a known format, or it is damaged";
  try {
    const cv::Mat row(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
    cv::Mat image = cv::imdecode(row, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    if (image.empty()) return image;
    const int shorter = std::min(image.rows, image.cols), longer = std::max(image.rows, image.cols);
    damage = fmt::format("it is more than {} times as long as it is wide", kMostTimesAsLong);
    if (longer / shorter > kMostTimesAsLong) return {};
    damage.clear();
    return image;
  } catch (const cv::Exception& error) {
    damage = error.err;
  }
  return {};
}

cv::Mat decode(const std::filesystem::path& file, std::string& damage) {
  try {
    const formats::MappedFile mapped = formats::map_file(file);
    return decode(std::string_view(mapped.data, mapped.size), damage);
  } catch (const Error& error) {
    damage = error.problem().why.front();
  }
  return {};
}

/// [1,3,h,w] from 0 to 1.
at::Tensor to_tensor(const cv::Mat& image) {
  const at::Tensor out = at::empty({1, 3, image.rows, image.cols});
  auto* red = out.data_ptr<float>();
  const std::int64_t plane = std::int64_t{image.rows} * image.cols;
  for (int y = 0; y < image.rows; ++y) {
    const auto* pixel = image.ptr<std::uint8_t>(y);
    for (int x = 0; x < image.cols; ++x, ++red, pixel += 3) {
      for (int c = 0; c < 3; ++c) red[c * plane] = static_cast<float>(pixel[2 - c]) / 255.0f;
    }
  }
  return out;
}

at::Tensor with_short_side(const at::Tensor& image, std::int64_t size) {
  const std::int64_t height = image.size(2), width = image.size(3);
  const std::int64_t shorter = std::min(height, width);
  const std::int64_t new_height = size * height / shorter, new_width = size * width / shorter;
  if (new_height == height && new_width == width) return image;
  return at::_upsample_bilinear2d_aa(image, {new_height, new_width}, /*align_corners=*/false);
}

/// Halves are rounded to even, as Python has it.
std::int64_t margin(std::int64_t length, std::int64_t size) {
  return static_cast<std::int64_t>(std::nearbyint(static_cast<double>(length - size) / 2));
}

/// [3,size,size]
at::Tensor as_wanted(const cv::Mat& decoded, std::int64_t size) {
  const at::Tensor image = with_short_side(to_tensor(decoded), size).squeeze(0);
  at::Tensor cut = image.narrow(1, margin(image.size(1), size), size)
                       .narrow(2, margin(image.size(2), size), size)
                       .contiguous();
  for (std::int64_t c = 0; c < 3; ++c) cut[c].sub_(kMean[c]).div_(kDeviation[c]);
  return cut;
}

}  // namespace

std::string image_damage(const std::filesystem::path& file) {
  std::string damage;
  decode(file, damage);
  return damage;
}

at::Tensor read_image(const std::filesystem::path& file, std::int64_t size) {
  std::string damage;
  if (at::Tensor image = try_read_image(file, size, damage); image.defined()) return image;
  throw Failure(Exit::bad_data, {"an image cannot be read",
                                 file.string(),
                                 {damage},
                                 "mend it and start again: what is done is kept"});
}

at::Tensor try_read_image(const std::filesystem::path& file, std::int64_t size,
                          std::string& damage) {
  const cv::Mat decoded = decode(file, damage);
  return decoded.empty() ? at::Tensor() : as_wanted(decoded, size);
}

at::Tensor try_read_image(std::string_view bytes, std::int64_t size, std::string& damage) {
  const cv::Mat decoded = decode(bytes, damage);
  return decoded.empty() ? at::Tensor() : as_wanted(decoded, size);
}

}  // namespace zeroth::host
