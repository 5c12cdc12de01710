#include "host/extract/image_reader.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/_upsample_bilinear2d_aa.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
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

/// What the segments of a JPEG file in front of its picture say.
struct JpegHead {
  std::size_t scan = std::string_view::npos;  ///< where they end; npos where they do not
  std::int64_t height = 0, width = 0;         ///< 0 where none of them says it
};

JpegHead head_of_jpeg(std::string_view bytes) {
  JpegHead head;
  const auto number = [&](std::size_t at) {
    const auto high = static_cast<unsigned char>(bytes[at]);
    return std::int64_t{high} << 8 | static_cast<unsigned char>(bytes[at + 1]);
  };
  std::size_t at = 2;
  while (at + 9 <= bytes.size() && bytes[at] == '\xff') {
    const auto kind = static_cast<unsigned char>(bytes[at + 1]);
    if (kind == 0xda) {
      head.scan = at;
      break;
    }
    const bool is_frame = kind >= 0xc0 && kind <= 0xcf && kind % 4 != 0;
    if (is_frame || kind == 0xc0) {
      head.height = number(at + 5);
      head.width = number(at + 7);
    }
    at += kind == 0xff ? 1 : 2 + static_cast<std::size_t>(number(at + 2));
  }
  return head;
}

bool is_jpeg(std::string_view bytes) { return bytes.substr(0, 2) == "\xff\xd8"; }

/// A JPEG file without an end mark behind its picture is cut short, of which OpenCV would make an
/// image that is grey below. What stands behind the mark, as a film does in some, is another
/// matter; previews stand in segments, whose marks do not count.
bool is_cut(const JpegHead& head, std::string_view bytes) {
  return head.scan == bytes.npos || bytes.find("\xff\xd9", head.scan) == bytes.npos;
}

/// From so many pixels on an image is made smaller before it is resized, for its memory: of 50
/// million, each number of which would be a float, 600 MB.
constexpr std::int64_t kLargePixels = 16'000'000;
/// Then as many times as short as leaves the short side still this many times as long as wanted.
constexpr std::int64_t kTimesWanted = 3;

/// 1, 2, 4 or 8.
int shrinking(std::int64_t height, std::int64_t width, std::int64_t size) {
  int times = 1;
  if (height * width < kLargePixels) return times;
  while (times < 8 && std::min(height, width) / (2 * times) >= kTimesWanted * size) times *= 2;
  return times;
}

/// Where OpenCV can, which is of JPEG, less is decoded.
int decoding(const JpegHead& head, std::int64_t size) {
  constexpr int kAsStored = cv::IMREAD_IGNORE_ORIENTATION;
  switch (shrinking(head.height, head.width, size)) {
    case 2:
      return cv::IMREAD_REDUCED_COLOR_2 | kAsStored;
    case 4:
      return cv::IMREAD_REDUCED_COLOR_4 | kAsStored;
    case 8:
      return cv::IMREAD_REDUCED_COLOR_8 | kAsStored;
    default:
      return cv::IMREAD_COLOR | kAsStored;
  }
}

/// Of a longer strip only a hundredth would be seen, and it would be blown up for that.
constexpr int kMostTimesAsLong = 100;

/// An image and the sides that it has in its file: of large images it may have fewer pixels.
struct Decoded {
  cv::Mat image;  ///< blue, green, red; empty: it cannot be read
  std::int64_t height = 0, width = 0;
};

/// With `damage` where it cannot be read. `size`: what will be wanted of it.
Decoded decode(std::string_view bytes, std::int64_t size, std::string& damage) {
  damage = "it is empty";
  if (bytes.empty()) return {};
  damage = "it is too large";
  if (bytes.size() > std::numeric_limits<int>::max()) return {};
  damage = "it is cut short";
  const JpegHead head = is_jpeg(bytes) ? head_of_jpeg(bytes) : JpegHead();
  if (is_jpeg(bytes) && is_cut(head, bytes)) return {};
  damage = "it is no image of a known format, or it is damaged";
  try {
    const cv::Mat row(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
    cv::Mat image = cv::imdecode(row, decoding(head, size));
    if (image.empty()) return {};
    const int shorter = std::min(image.rows, image.cols), longer = std::max(image.rows, image.cols);
    damage = fmt::format("it is more than {} times as long as it is wide", kMostTimesAsLong);
    if (longer / shorter > kMostTimesAsLong) return {};
    damage.clear();
    const bool is_smaller = head.height > image.rows || head.width > image.cols;
    if (is_smaller) return {image, head.height, head.width};
    return {image, image.rows, image.cols};
  } catch (const cv::Exception& error) {
    damage = error.err;
  }
  return {};
}

Decoded decode(const std::filesystem::path& file, std::int64_t size, std::string& damage) {
  try {
    const formats::MappedFile mapped = formats::map_file(file);
    return decode(std::string_view(mapped.data, mapped.size), size, damage);
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

/// The same of an image whose sides are `times` as short: means of squares of pixels, those that
/// are left over at the right and below left out.
at::Tensor to_small_tensor(const cv::Mat& image, int times) {
  const int rows = image.rows / times, columns = image.cols / times;
  const at::Tensor out = at::zeros({1, 3, rows, columns});
  const std::int64_t plane = std::int64_t{rows} * columns;
  for (int y = 0; y < rows * times; ++y) {
    const auto* pixel = image.ptr<std::uint8_t>(y);
    auto* red = out.data_ptr<float>() + std::int64_t{y / times} * columns;
    for (int x = 0; x < columns * times; ++x, pixel += 3) {
      for (int c = 0; c < 3; ++c) red[c * plane + x / times] += static_cast<float>(pixel[2 - c]);
    }
  }
  return out.div_(255.0 * times * times);
}

/// As an image of `height` x `width` is, the short side of which becomes `size`.
at::Tensor with_short_side(const at::Tensor& image, std::int64_t height, std::int64_t width,
                           std::int64_t size) {
  const std::int64_t shorter = std::min(height, width);
  const std::int64_t new_height = size * height / shorter, new_width = size * width / shorter;
  if (new_height == image.size(2) && new_width == image.size(3)) return image;
  return at::_upsample_bilinear2d_aa(image, {new_height, new_width}, /*align_corners=*/false);
}

/// Halves are rounded to even, as Python has it.
std::int64_t margin(std::int64_t length, std::int64_t size) {
  return static_cast<std::int64_t>(std::nearbyint(static_cast<double>(length - size) / 2));
}

/// [3,size,size]
at::Tensor as_wanted(const Decoded& decoded, std::int64_t size) {
  const cv::Mat& pixels = decoded.image;
  const int times = shrinking(pixels.rows, pixels.cols, size);
  const at::Tensor whole = times == 1 ? to_tensor(pixels) : to_small_tensor(pixels, times);
  const at::Tensor image = with_short_side(whole, decoded.height, decoded.width, size).squeeze(0);
  at::Tensor cut = image.narrow(1, margin(image.size(1), size), size)
                       .narrow(2, margin(image.size(2), size), size)
                       .contiguous();
  for (std::int64_t c = 0; c < 3; ++c) cut[c].sub_(kMean[c]).div_(kDeviation[c]);
  return cut;
}

}  // namespace

std::string image_damage(const std::filesystem::path& file) {
  constexpr std::int64_t kAny = 1;  // as few pixels as tell whether it can be read
  std::string damage;
  decode(file, kAny, damage);
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
  const Decoded decoded = decode(file, size, damage);
  return decoded.image.empty() ? at::Tensor() : as_wanted(decoded, size);
}

at::Tensor try_read_image(std::string_view bytes, std::int64_t size, std::string& damage) {
  const Decoded decoded = decode(bytes, size, damage);
  return decoded.image.empty() ? at::Tensor() : as_wanted(decoded, size);
}

}  // namespace zeroth::host
