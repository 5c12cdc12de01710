#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace zeroth::host {

/// What is wrong with an image file; empty when it can be read.
std::string image_damage(const std::filesystem::path& file);

/// [3,size,size] as backbones trained on ImageNet expect it (plugins/README.md): the short side
/// resized to `size`, the centre cut out, colours from 0 to 1 less their mean over their standard
/// deviation there. Resizing filters as Pillow does, which the public features were made with;
/// orientation notes of cameras are not followed, as it does not either. An image of more than 16
/// million pixels is first made two, four or eight times as short, to at least three times `size`.
/// @throws Failure(bad_data) naming the file.
at::Tensor read_image(const std::filesystem::path& file, std::int64_t size);

/// The same; an undefined tensor and what is wrong with it where it cannot be read.
at::Tensor try_read_image(const std::filesystem::path& file, std::int64_t size,
                          std::string& damage);
/// The same of an image file's bytes.
at::Tensor try_read_image(std::string_view bytes, std::int64_t size, std::string& damage);

}  // namespace zeroth::host
