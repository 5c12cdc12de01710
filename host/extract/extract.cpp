#include "host/extract/extract.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/region_file_writer.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/data/pooled_rows.h"
#include "host/data/text_lines.h"
#include "host/extract/image_check.h"

namespace zeroth::host {
namespace {

ImageList find_images(const ExtractRequest& request,
                      const std::optional<RegionCompanions>& companions) {
  if (companions) return images_by_old_paths(companions->image_files, request.images);
  return request.list.empty() ? images_in(request.images, "name others with --list")
                              : images_listed(request.list, request.images);
}

[[noreturn]] void refuse_broken(const ExtractRequest& request, std::vector<std::string> broken) {
  constexpr std::size_t kShown = 5;
  const std::size_t count = broken.size();
  broken.resize(std::min(count, kShown));
  if (count > kShown) broken.push_back(fmt::format("and {} more", count - kShown));
  const char* fix = request.splits ? "mend them: the splits count them"
                                   : "mend or remove them, or leave them out with --skip-broken";
  throw Failure(Exit::bad_data, {fmt::format("{} images cannot be read", count), request.images,
                                 std::move(broken), fix});
}

/// Leaves broken images out where that is allowed.
CheckedImages good_images(const ExtractRequest& request, const ImageList& images,
                          const std::string& target, Progress& progress) {
  CheckedImages checked = check_images(images, begun_images(target), progress);
  if (checked.broken.empty()) return checked;
  if (!request.skip_broken || checked.good.names.empty()) refuse_broken(request, checked.broken);
  for (const std::string& one : checked.broken) progress.message("skipped " + one);
  return checked;
}

/// The rows, and beside them which image each is of.
Json write_pooled(const std::filesystem::path& file, const std::vector<std::string>& names,
                  const Matrix& rows) {
  const auto sizes = {static_cast<std::size_t>(rows.rows()),
                      static_cast<std::size_t>(rows.columns())};
  formats::write_npy(file, rows.data(), sizes);
  std::filesystem::path names_file = file;
  write_lines(names_file.replace_extension(".images.txt"), names);
  return {{"file", file.string()}, {"images", names_file.string()}, {"features", sizes}};
}

Json shape_of(const std::filesystem::path& region_file) {
  return formats::Hdf5File(region_file).open("feature_map").shape;
}

Json made_of(const ExtractRequest& request, Progress& progress) {
  Backbone backbone = open_backbone(request.use);
  std::optional<RegionCompanions> companions;
  if (request.splits) companions = read_companions(*request.splits);
  const std::string& target = request.out.empty() ? request.pooled : request.out;
  const auto checked = good_images(request, find_images(request, companions), target, progress);
  auto features = extract_features(checked.good, request.use, backbone, target, progress);
  Json made = {
      {"file", target}, {"images", checked.good.names.size()}, {"skipped", checked.broken.size()}};
  if (!request.pooled.empty()) {
    made["pooled"] =
        write_pooled(request.pooled, checked.good.names, pooled_rows(formats::partial_of(target)));
  }
  if (request.out.empty()) {
    features.reset();
    std::filesystem::remove(formats::partial_of(target));
    return made;
  }
  made["feature_map"] = shape_of(formats::partial_of(target));
  if (companions) write_companions(*companions, *features);
  features->commit();
  return made;
}

}  // namespace

ExtractRequest parse_extract_request(const Json& options) {
  ExtractRequest request;
  request.use.model = options.at("model").get<std::string>();
  request.use.image_size = options.at("image_size").get<std::int64_t>();
  request.use.batch = options.at("batch").get<std::int64_t>();
  request.use.device = options.at("device").get<std::string>();
  request.images = options.at("images").get<std::string>();
  request.out = options.at("out").get<std::string>();
  request.pooled = options.at("pooled").get<std::string>();
  if (request.out.empty()) request.use.features = Features::rows;
  request.list = options.at("list").get<std::string>();
  request.threads = options.at("threads").get<int>();
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
  return made_of(request, progress);
}

}  // namespace zeroth::host
