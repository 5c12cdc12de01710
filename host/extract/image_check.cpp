#include "host/extract/image_check.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "host/base/interrupt.h"
#include "host/base/printable.h"
#include "host/extract/image_reader.h"

namespace zeroth::host {
namespace {

/// A list of names has a line for each.
bool holds_line_break(const std::string& name) {
  return name.find_first_of("\n\r") != std::string::npos;
}

/// What is wrong with each image; empty texts where nothing is.
std::vector<std::string> damage_of(const ImageList& images, const std::set<std::string>& known,
                                   Progress& progress) {
  constexpr std::int64_t kAtOnce = 64;
  const auto count = static_cast<std::int64_t>(images.files.size());
  std::vector<std::string> damage(images.files.size());
  progress.begin("looking at images", count);
  for (std::int64_t begin = 0; begin < count; begin += kAtOnce) {
    at::parallel_for(begin, std::min(begin + kAtOnce, count), 1, [&](auto from, auto to) {
      for (auto i = static_cast<std::size_t>(from); i < static_cast<std::size_t>(to); ++i) {
        if (holds_line_break(images.names[i])) {
          damage[i] = "its name holds a line break";
        } else if (known.count(images.names[i]) == 0) {
          damage[i] = image_damage(images.files[i]);
        }
      }
    });
    progress.update(begin);
    if (const int signal = InterruptGuard::pending()) {
      throw stopped(signal, "", {}, "start it again");
    }
  }
  progress.end(fmt::format("{} images", count));
  return damage;
}

}  // namespace

CheckedImages check_images(const ImageList& images, const std::vector<std::string>& known,
                           Progress& progress) {
  const auto damage = damage_of(images, {known.begin(), known.end()}, progress);
  CheckedImages checked;
  for (std::size_t i = 0; i < damage.size(); ++i) {
    if (!damage[i].empty()) {
      checked.broken.push_back(printable_line(images.names[i]) + ": " + damage[i]);
      continue;
    }
    checked.good.names.push_back(images.names[i]);
    checked.good.files.push_back(images.files[i]);
  }
  return checked;
}

}  // namespace zeroth::host
