#include "host/extract/extraction.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>
#include <zeroth/formats/hdf5_file.h>

#include <algorithm>

#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/device/device.h"
#include "host/extract/image_reader.h"

namespace zeroth::host {
namespace {

constexpr char kSettings[] = "extraction";
constexpr char kImageFiles[] = "image_files";

class Extraction {
 public:
  Extraction(const ImageList& images, const BackboneUse& use, Backbone& backbone,
             const std::filesystem::path& target, Progress& progress)
      : images_(images), use_(use), backbone_(backbone), target_(target), progress_(progress) {}

  std::unique_ptr<formats::RegionFileWriter> run() {
    const formats::RegionShape shape = try_backbone();
    check_same_settings();
    auto out = std::make_unique<formats::RegionFileWriter>(
        target_, shape, false, formats::RegionFileWriter::Start::resume);
    if (out->done() == 0) {
      out->write(kSettings, settings());
      out->write(kImageFiles, images_.names);
    }
    extract_into(*out);
    return out;
  }

 private:
  std::int64_t count() const { return static_cast<std::int64_t>(images_.files.size()); }

  /// What the backbone makes of an image, which need not be one of these.
  formats::RegionShape try_backbone() {
    const at::Tensor features = backbone_(at::zeros({1, 3, use_.image_size, use_.image_size}));
    return {count(), features.size(1), features.size(2), features.size(3)};
  }

  std::vector<std::string> settings() const {
    return {"backbone " + backbone_.hash(), fmt::format("image size {}", use_.image_size)};
  }

  /// An unfinished file goes on only as it was begun.
  void check_same_settings() const {
    const std::filesystem::path partial = formats::partial_of(target_);
    std::error_code unreadable;
    if (!std::filesystem::exists(partial, unreadable)) return;
    const formats::Hdf5File begun(partial);
    const bool same = begun.has(kSettings) && begun.has(kImageFiles) &&
                      begun.texts(kSettings) == settings() &&
                      begun.texts(kImageFiles) == images_.names;
    if (same) return;
    throw Failure(Exit::bad_data, {"cannot go on with a file that was begun",
                                   partial.string(),
                                   {"it was begun with another backbone, image size or images"},
                                   "remove it to start over"});
  }

  void extract_into(formats::RegionFileWriter& out) {
    const std::int64_t begun = out.done();
    if (begun > 0) progress_.message(fmt::format("going on after {} images", begun));
    progress_.begin({"extracting", "", count(), begun});
    for (std::int64_t first = begun; first < count(); first += use_.batch) {
      const std::int64_t many = std::min(use_.batch, count() - first);
      const at::Tensor features = backbone_(read_batch(first, many));
      check_finite(features, first);
      out.write_images(first, many, features.data_ptr<float>());
      out.note_done(first + many);
      progress_.update(first + many);
      if (const int signal = InterruptGuard::pending()) {
        throw stopped(signal, target_.string(), {}, "start it again: it goes on where it was");
      }
    }
    progress_.end(fmt::format("{} images", count()));
  }

  at::Tensor read_batch(std::int64_t first, std::int64_t many) const {
    std::vector<at::Tensor> images(static_cast<std::size_t>(many));
    at::parallel_for(0, many, 1, [&](auto from, auto to) {
      for (auto i = from; i < to; ++i) {
        images[static_cast<std::size_t>(i)] =
            read_image(images_.files[static_cast<std::size_t>(first + i)], use_.image_size);
      }
    });
    return at::stack(images);
  }

  void check_finite(const at::Tensor& features, std::int64_t first) const {
    const at::Tensor finite = at::isfinite(features).flatten(1).all(1);
    if (finite.all().item<bool>()) return;
    const auto bad =
        static_cast<std::size_t>(first + finite.logical_not().nonzero()[0].item<std::int64_t>());
    throw Failure(Exit::bad_data, {"the backbone yields numbers that are not finite",
                                   images_.files[bad].string(),
                                   {},
                                   "look at this image and at the backbone"});
  }

  const ImageList& images_;
  const BackboneUse& use_;
  Backbone& backbone_;
  const std::filesystem::path& target_;
  Progress& progress_;
};

}  // namespace

Backbone open_backbone(const BackboneUse& use) {
  return Backbone(use.model, device_named(use.device), use.features);
}

std::vector<std::string> begun_images(const std::filesystem::path& target) {
  const std::filesystem::path partial = formats::partial_of(target);
  std::error_code unreadable;
  if (!std::filesystem::exists(partial, unreadable)) return {};
  const formats::Hdf5File begun(partial);
  return begun.has(kImageFiles) ? begun.texts(kImageFiles) : std::vector<std::string>();
}

std::unique_ptr<formats::RegionFileWriter> extract_features(const ImageList& images,
                                                            const BackboneUse& use,
                                                            Backbone& backbone,
                                                            const std::filesystem::path& target,
                                                            Progress& progress) {
  return Extraction(images, use, backbone, target, progress).run();
}

}  // namespace zeroth::host
