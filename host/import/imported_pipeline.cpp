#include "host/import/imported_pipeline.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <set>
#include <vector>

#include "host/data/content_hash.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kBatch = 64;

/// As many as make a thousand steps, which both networks need and which suffice on FLO.
std::int64_t epochs_for(std::int64_t rows) {
  constexpr std::int64_t kSteps = 1000;
  return std::clamp<std::int64_t>(kSteps * kBatch / std::max<std::int64_t>(rows, 1), 10, 1000);
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

}  // namespace

Json imported_pipeline(const DataSet& data, bool unit_descriptors, const BackboneUse& backbone) {
  const Splits& splits = data.splits;
  const auto rows = static_cast<std::int64_t>(splits.trainval.size());
  const std::int64_t per_class = synthetic_rows(rows, classes_among(splits.trainval, data));
  const std::int64_t all_rows = rows + per_class * classes_among(splits.test_unseen, data);
  return {{"zeroth", 1},
          {"name", data.name},
          {"recipe", "generative"},
          {"data",
           {{"use", "data.npy"},
            {"params", {{"root", "."}, {"normalise_attributes", unit_descriptors}}}}},
          {"generator",
           {{"use", "generator.f-clswgan"},
            {"params", {{"hidden", 512}, {"learning_rate", 0.0005}, {"classifier_epochs", 10}}}}},
          {"train", {{"epochs", epochs_for(rows)}, {"batch", kBatch}}},
          {"synthesis", {{"per_class", per_class}}},
          {"classifier",
           {{"use", "classifier.softmax"},
            {"params",
             {{"epochs", epochs_for(all_rows)}, {"batch", kBatch}, {"learning_rate", 0.01}}}}},
          {"evaluate", {{"protocol", "final-epoch"}}},
          {"pictures",
           {{"backbone", std::filesystem::absolute(backbone.model).lexically_normal().string()},
            {"image_size", backbone.image_size},
            {"hash", file_hash(backbone.model)}}}};
}

}  // namespace zeroth::host
