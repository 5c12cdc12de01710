#include "host/model/picture_reader.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>
#include <zeroth/finite.h>

#include <string_view>

#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/data/unit_regions.h"
#include "host/extract/image_reader.h"

namespace zeroth::host {
namespace {

const Json& block_of(const LoadedModel& model) {
  const Json& pipeline = model.card().at("pipeline");
  if (pipeline.contains("pictures")) return pipeline.at("pictures");
  throw Failure(Exit::usage,
                {"the model does not know how a picture becomes what it reads",
                 "",
                 {"its pipeline has no block \"pictures\" that names the backbone of its features"},
                 "give features, as `zeroth extract` makes them, or train with that block: see "
                 "pipelines/README.md"});
}

/// The file of the network, which is the one that the features were made by.
std::filesystem::path file_of(const Json& block, const std::string& given) {
  const std::string file = given.empty() ? block.at("backbone").get<std::string>() : given;
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    throw Failure(Exit::no_input, {"the backbone of the model's features is not there",
                                   file,
                                   {error ? error.message() : "it is no regular file"},
                                   "say where it is with --backbone"});
  }
  const std::string wanted = block.at("hash").get<std::string>();
  if (wanted.empty() || file_hash(file) == wanted) return file;
  throw Failure(Exit::bad_data, {"this is another backbone than the model learned from",
                                 file,
                                 {"its bytes have another hash"},
                                 "give the file that the features were made by: --backbone"});
}

Features wanted_of(const LoadedModel& model) {
  return model.reads_regions() ? Features::regions : Features::rows;
}

/// Images [B,R,M] of region features [B,M,H,W], every region with unit norm.
at::Tensor images_of(const at::Tensor& features) {
  const std::int64_t channels = features.size(1), regions = features.size(2) * features.size(3);
  const at::Tensor images = at::empty({features.size(0), regions, channels});
  for (std::int64_t i = 0; i < features.size(0); ++i) {
    unit_regions(features[i].data_ptr<float>(), channels, regions, images[i].data_ptr<float>());
  }
  return images;
}

}  // namespace

PictureReader::PictureReader(const LoadedModel& model, const std::string& backbone)
    : model_(model),
      size_(block_of(model).at("image_size").get<std::int64_t>()),
      backbone_(file_of(block_of(model), backbone), model.device(), wanted_of(model)) {
  const at::Tensor tried = backbone_(at::zeros({1, 3, size_, size_}));
  const std::int64_t regions = tried.size(2) * tried.size(3);
  const auto refuse = [&](const std::string& reads, const std::string& yields) {
    throw Failure(Exit::bad_data,
                  {"the backbone does not yield what the model reads",
                   "",
                   {fmt::format("the model reads {}, and of images of {} pixels it yields {}",
                                reads, size_, yields)},
                   "give the file that the features were made by: --backbone"});
  };
  if (!model.reads_regions()) {
    if (tried.size(1) == model.columns()) return;
    refuse(fmt::format("rows of {} numbers", model.columns()),
           fmt::format("{} numbers", tried.size(1)));
  }
  const RegionRows& wanted = model.region_sizes();
  if (tried.size(1) == wanted.channels() && regions == wanted.regions()) return;
  refuse(fmt::format("{} channels of {} regions", wanted.channels(), wanted.regions()),
         fmt::format("{} of {}", tried.size(1), regions));
}

ReadPictures PictureReader::read(const ImageList& list, std::int64_t first, std::int64_t count) {
  std::vector<at::Tensor> pictures(static_cast<std::size_t>(count));
  std::vector<std::string> damage(static_cast<std::size_t>(count));
  at::parallel_for(0, count, 1, [&](auto begin, auto end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const auto& file = list.files[static_cast<std::size_t>(first) + i];
      pictures[i] = try_read_image(file, size_, damage[i]);
    }
  });
  ReadPictures read;
  std::vector<at::Tensor> good;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const std::string& name = list.names[static_cast<std::size_t>(first) + i];
    if (!pictures[i].defined()) {
      read.broken.push_back({name, damage[i]});
      continue;
    }
    read.good.push_back(first + static_cast<std::int64_t>(i));
    good.push_back(pictures[i]);
    names.push_back(name);
  }
  if (good.empty()) return read;
  const at::Tensor samples = samples_of(at::stack(good), names);
  read.scores = model_.reads_regions() ? model_.scores(Samples(RegionBatch{samples}))
                                       : model_.scores(samples);
  return read;
}

at::Tensor PictureReader::samples(const std::string& bytes, std::string& damage) {
  const at::Tensor picture = try_read_image(std::string_view(bytes), size_, damage);
  return picture.defined() ? samples_of(picture.unsqueeze(0), {""}) : picture;
}

at::Tensor PictureReader::samples_of(const at::Tensor& pictures,
                                     const std::vector<std::string>& names) {
  const at::Tensor features = backbone_(pictures), rows = features.flatten(1);
  if (!all_finite(rows)) {
    const auto bad = static_cast<std::size_t>(first_not_finite(rows)->row);
    throw Failure(Exit::bad_data, {"the backbone yields numbers that are not finite",
                                   names[bad],
                                   {},
                                   "look at this image and at the backbone"});
  }
  return model_.reads_regions() ? images_of(features) : rows;
}

}  // namespace zeroth::host
