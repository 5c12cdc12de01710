#include "host/import/imported_pipeline.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "host/data/npy_folder.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kImportedBatch = 64;

/// As many as make a thousand steps, which both networks need and which suffice on FLO.
std::int64_t epochs_for(std::int64_t rows) {
  constexpr std::int64_t kSteps = 1000;
  return std::clamp<std::int64_t>(kSteps * kImportedBatch / std::max<std::int64_t>(rows, 1), 10,
                                  1000);
}

std::int64_t classes_among(const std::vector<std::int64_t>& rows, const DataSet& data) {
  std::set<std::int64_t> ids;
  for (const auto row : rows) ids.insert(data.labels[static_cast<std::size_t>(row)]);
  return static_cast<std::int64_t>(ids.size());
}

/// At least as many as a seen class has images, so that the classifier does not prefer those.
std::int64_t synthetic_rows(std::int64_t rows, std::int64_t seen) {
  constexpr std::int64_t kFewest = 200;
  return std::max(kFewest, rows / std::max<std::int64_t>(seen, 1));
}

/// Rows of a seen class that its classifier sees an epoch: a class of few images is drawn more than
/// once, or the synthetic rows outweigh it; 0, each image once. As validation of small data chose.
std::int64_t rows_of_seen(std::int64_t rows, std::int64_t seen) {
  constexpr std::int64_t kFewest = 25;
  return rows < kFewest * seen ? kFewest : 0;
}

/// The keys of f-CLSWGAN.
Json on_rows(const DataSet& data, bool unit_descriptors) {
  const Splits& splits = data.splits;
  const auto rows = static_cast<std::int64_t>(splits.trainval.size());
  const std::int64_t seen = classes_among(splits.trainval, data);
  const std::int64_t per_class = synthetic_rows(rows, seen), of_seen = rows_of_seen(rows, seen);
  const std::int64_t all_rows =
      std::max(rows, of_seen * seen) + per_class * classes_among(splits.test_unseen, data);
  return {
      {"recipe", "generative"},
      {"data",
       {{"use", "data.npy"},
        {"params", {{"root", "."}, {"normalise_attributes", unit_descriptors}}}}},
      {"generator",
       {{"use", "generator.f-clswgan"},
        {"params",
         {{"hidden", 512},
          {"learning_rate", 0.0005},
          {"classification_weight", 0.1},
          {"classifier_epochs", 10}}}}},
      {"train", {{"epochs", epochs_for(rows)}, {"batch", kImportedBatch}}},
      {"synthesis", {{"per_class", per_class}, {"seen_per_class", of_seen}}},
      {"classifier",
       {{"use", "classifier.softmax"},
        {"params",
         {{"epochs", epochs_for(all_rows)}, {"batch", kImportedBatch}, {"learning_rate", 0.01}}}}}};
}

/// Of an expert `name`, the losses that DEDN trains it by.
void add_losses(const std::string& name, Json& losses) {
  losses[name + "-class"] = {{"use", "loss.margin-aware"},
                             {"inputs", {{"scores", name + "/scores"}}}};
  losses[name + "-alignment"] = {
      {"use", "loss.alignment"},
      {"weight", 0.001},
      {"inputs",
       {{"region_scores", name + "/region_scores"}, {"channel_scores", name + "/channel_scores"}}}};
}

/// The keys of DEDN: base/dedn.json, with a learning rate for small data and clusters of its own.
Json on_regions(const DataSet& data) {
  constexpr std::int64_t kMostClusters = 4;
  const auto rows = static_cast<std::int64_t>(data.splits.trainval.size());
  const std::int64_t clusters = std::min(kMostClusters, data.attributes.columns());
  Json losses = {
      {"distillation",
       {{"use", "loss.expert-distillation"},
        {"weight", 0.1},
        {"inputs", {{"first_scores", "complete/scores"}, {"second_scores", "fine/scores"}}}}}};
  add_losses("complete", losses);
  add_losses("fine", losses);
  return {{"recipe", "embedding"},
          {"data", {{"use", "data.region-hdf5"}, {"params", {{"file", kRegionFeatures}}}}},
          {"experts",
           {{"complete", {{"use", "expert.cexp"}, {"backbone", {{"use", "expert.dan"}}}}},
            {"fine",
             {{"use", "expert.fexp"},
              {"backbone", {{"use", "expert.dan"}}},
              {"params", {{"cluster_by", "word-vectors"}, {"count", clusters}}}}}}},
          {"losses", losses},
          {"inference", {{"weights", {{"complete", 0.9}, {"fine", 0.1}}}}},
          {"optimiser",
           {{"kind", "rmsprop"},
            {"learning_rate", 0.001},
            {"momentum", 0.9},
            {"weight_decay", 0.0001}}},
          {"train",
           {{"epochs", epochs_for(rows)}, {"batch", kImportedBatch}, {"sampling", "balanced"}}}};
}

}  // namespace

Json imported_pipeline(const DataSet& data, const ImportRequest& request,
                       const std::string& backbone_hash) {
  Json pipeline = {{"zeroth", 1}, {"name", data.name}};
  merge_into(pipeline, data.regions ? on_regions(data) : on_rows(data, request.unit_descriptors));
  pipeline["evaluate"] = {{"protocol", "final-epoch"}};
  if (backbone_hash.empty()) return pipeline;
  pipeline["pictures"] = {
      {"backbone", std::filesystem::absolute(request.use.model).lexically_normal().string()},
      {"image_size", request.use.image_size},
      {"hash", backbone_hash}};
  return pipeline;
}

}  // namespace zeroth::host
