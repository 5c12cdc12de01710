#include "host/extract/extract.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/stack.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/device/device.h"
#include "host/extract/backbone.h"
#include "host/extract/image_list.h"
#include "host/extract/image_reader.h"

namespace zeroth::host {
namespace {

constexpr char kSettings[] = "extraction";

class Extraction {
 public:
  Extraction(const ExtractRequest& request, Progress& progress)
      : request_(request),
        progress_(progress),
        backbone_(request.model, device_named(request.device)) {}

  Json run() {
    if (request_.splits) companions_ = read_companions(*request_.splits);
    list_ = find_images();
    look_at_all();
    const formats::RegionShape shape = try_backbone();
    check_same_settings();
    formats::RegionFileWriter out(request_.out, shape, false,
                                  formats::RegionFileWriter::Start::resume);
    const std::int64_t begun = out.done();
    if (begun == 0) write_names(out);
    extract_from(begun, out);
    if (companions_) write_companions(*companions_, out);
    out.commit();
    return {{"file", request_.out},
            {"images", shape.images},
            {"skipped", skipped_},
            {"feature_map", {shape.images, shape.channels, shape.height, shape.width}}};
  }

 private:
  ImageList find_images() const {
    if (companions_) return images_by_old_paths(companions_->image_files, request_.images);
    return request_.list.empty() ? images_in(request_.images)
                                 : images_listed(request_.list, request_.images);
  }

  std::int64_t count() const { return static_cast<std::int64_t>(list_.files.size()); }

  void stop_when_told(const std::string& fix) const {
    if (const int signal = InterruptGuard::pending()) throw stopped(signal, request_.out, {}, fix);
  }

  /// A broken image is found now and not after hours.
  void look_at_all() {
    constexpr std::int64_t kAtOnce = 64;
    std::vector<std::string> damage(list_.files.size());
    progress_.begin("looking at images", count());
    for (std::int64_t begin = 0; begin < count(); begin += kAtOnce) {
      at::parallel_for(begin, std::min(begin + kAtOnce, count()), 1, [&](auto from, auto to) {
        for (auto i = static_cast<std::size_t>(from); i < static_cast<std::size_t>(to); ++i) {
          damage[i] = image_damage(list_.files[i]);
        }
      });
      progress_.update(begin);
      stop_when_told("start it again");
    }
    progress_.end(fmt::format("{} images", count()));
    part_with(damage);
  }

  /// Leaves broken images out where that is allowed.
  void part_with(const std::vector<std::string>& damage) {
    ImageList good;
    std::vector<std::string> broken;
    for (std::size_t i = 0; i < damage.size(); ++i) {
      if (!damage[i].empty()) {
        broken.push_back(list_.names[i] + ": " + damage[i]);
        continue;
      }
      good.names.push_back(list_.names[i]);
      good.files.push_back(list_.files[i]);
    }
    if (broken.empty()) return;
    if (!request_.skip_broken || good.names.empty()) refuse_broken(std::move(broken));
    for (const std::string& one : broken) progress_.message("skipped " + one);
    skipped_ = static_cast<std::int64_t>(broken.size());
    list_ = std::move(good);
  }

  [[noreturn]] void refuse_broken(std::vector<std::string> broken) const {
    constexpr std::size_t kShown = 5;
    const std::size_t count = broken.size();
    broken.resize(std::min(count, kShown));
    if (count > kShown) broken.push_back(fmt::format("and {} more", count - kShown));
    const char* fix = request_.splits ? "mend them: the splits count them"
                                      : "mend or remove them, or leave them out with --skip-broken";
    throw Failure(Exit::bad_data,
                  {fmt::format("{} images cannot be read", count), request_.images, broken, fix});
  }

  /// What the backbone makes of the first image.
  formats::RegionShape try_backbone() {
    const at::Tensor regions =
        backbone_(read_image(list_.files.front(), request_.image_size).unsqueeze(0));
    return {count(), regions.size(1), regions.size(2), regions.size(3)};
  }

  std::vector<std::string> settings() const {
    return {"backbone " + file_hash(request_.model),
            fmt::format("image size {}", request_.image_size)};
  }

  /// An unfinished file goes on only as it was begun.
  void check_same_settings() const {
    const std::string partial = request_.out + ".partial";
    std::error_code unreadable;
    if (!std::filesystem::exists(partial, unreadable)) return;
    const formats::Hdf5File begun(partial);
    const bool same = begun.has(kSettings) && begun.has("image_files") &&
                      begun.texts(kSettings) == settings() &&
                      begun.texts("image_files") == list_.names;
    if (same) return;
    throw Failure(Exit::bad_data, {"cannot go on with a file that was begun",
                                   partial,
                                   {"it was begun with another backbone, image size or images"},
                                   "remove it to start over"});
  }

  void write_names(formats::RegionFileWriter& out) const {
    out.write(kSettings, settings());
    out.write("image_files", list_.names);
  }

  void extract_from(std::int64_t begun, formats::RegionFileWriter& out) {
    if (begun > 0) progress_.message(fmt::format("going on after {} images", begun));
    progress_.begin({"extracting", "", count(), begun});
    for (std::int64_t first = begun; first < count(); first += request_.batch) {
      const std::int64_t many = std::min(request_.batch, count() - first);
      const at::Tensor regions = backbone_(read_batch(first, many));
      check_finite(regions, first);
      out.write_images(first, many, regions.data_ptr<float>());
      out.note_done(first + many);
      progress_.update(first + many);
      stop_when_told("start it again: it goes on where it was");
    }
    progress_.end(fmt::format("{} images", count()));
  }

  at::Tensor read_batch(std::int64_t first, std::int64_t many) const {
    std::vector<at::Tensor> images(static_cast<std::size_t>(many));
    at::parallel_for(0, many, 1, [&](auto from, auto to) {
      for (auto i = from; i < to; ++i) {
        images[static_cast<std::size_t>(i)] =
            read_image(list_.files[static_cast<std::size_t>(first + i)], request_.image_size);
      }
    });
    return at::stack(images);
  }

  void check_finite(const at::Tensor& regions, std::int64_t first) const {
    const at::Tensor finite = at::isfinite(regions).flatten(1).all(1);
    if (finite.all().item<bool>()) return;
    const auto bad =
        static_cast<std::size_t>(first + finite.logical_not().nonzero()[0].item<std::int64_t>());
    throw Failure(Exit::bad_data, {"the backbone yields numbers that are not finite",
                                   list_.files[bad].string(),
                                   {},
                                   "look at this image and at the backbone"});
  }

  const ExtractRequest& request_;
  Progress& progress_;
  Backbone backbone_;
  std::optional<RegionCompanions> companions_;
  ImageList list_;
  std::int64_t skipped_ = 0;
};

}  // namespace

ExtractRequest parse_extract_request(const Json& options) {
  ExtractRequest request;
  request.model = options.at("model").get<std::string>();
  request.images = options.at("images").get<std::string>();
  request.out = options.at("out").get<std::string>();
  request.list = options.at("list").get<std::string>();
  request.image_size = options.at("image_size").get<std::int64_t>();
  request.batch = options.at("batch").get<std::int64_t>();
  request.threads = options.at("threads").get<int>();
  request.device = options.at("device").get<std::string>();
  request.skip_broken = options.at("skip_broken").get<bool>();
  request.progress = options.at("progress").get<std::string>();
  if (const Json& splits = options.at("splits"); !splits.is_null()) {
    request.splits = CompanionFiles{
        splits.at("root").get<std::string>(), splits.at("features").get<std::string>(),
        splits.at("splits").get<std::string>(), splits.at("word_vectors").get<std::string>()};
  }
  return request;
}

Json extract(const ExtractRequest& request, Progress& progress) {
  const InterruptGuard guard;
  at::set_num_threads(request.threads);
  return Extraction(request, progress).run();
}

}  // namespace zeroth::host
