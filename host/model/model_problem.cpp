#include "host/model/model_problem.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <zeroth/region_source.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace zeroth::host {
namespace {

/// Region features of those sizes, of no image.
class NoImages final : public RegionSource {
 public:
  explicit NoImages(const Json& sizes)
      : channels_(sizes.at(0)), height_(sizes.at(1)), width_(sizes.at(2)) {}
  std::int64_t images() const override { return 0; }
  std::int64_t channels() const override { return channels_; }
  std::int64_t height() const override { return height_; }
  std::int64_t width() const override { return width_; }
  void read(const std::int64_t*, std::int64_t, float*) const override {}

 private:
  std::int64_t channels_, height_, width_;
};

StoredSamples none_of(const Json& reads) {
  if (reads.contains("features")) {
    return StoredSamples(at::empty({0, reads.at("features").get<std::int64_t>()}));
  }
  return StoredSamples(RegionRows(std::make_shared<NoImages>(reads.at("regions")), {}));
}

std::vector<double> numbers_of(const at::Tensor& tensor) {
  return {tensor.data_ptr<double>(), tensor.data_ptr<double>() + tensor.numel()};
}

}  // namespace

std::vector<ModelClass> classes_of(const Json& card) {
  std::vector<ModelClass> classes;
  for (const Json& one : card.at("classes")) {
    const auto id = one.at("id").get<std::int64_t>();
    classes.push_back({id, one.value("name", std::to_string(id)), one.at("seen").get<bool>()});
  }
  return classes;
}

bool names_classes(const Json& card) {
  const Json& classes = card.at("classes");
  return !classes.empty() && classes.front().contains("name");
}

TrainingData problem_of(const ModelFile& model) {
  const TensorMap tensors(model.tensors);
  TrainingData data;
  data.samples = none_of(model.card.at("reads"));
  data.classes = {tensors["classes/attributes"], tensors["classes/seen"],
                  tensors["classes/unseen"]};
  if (tensors.contains("word_vectors")) data.word_vectors = tensors["word_vectors"];
  data.labels = at::empty({0}, at::kLong);
  data.positions = at::empty({0}, at::kLong);
  return data;
}

MinMax scale_of(const ModelFile& model) {
  const TensorMap tensors(model.tensors);
  return {numbers_of(tensors["scale/minimum"]), numbers_of(tensors["scale/divisor"])};
}

void add_problem(const TrainingData& data, const MinMax& scale, ModelFile& model) {
  model.tensors.push_back({"classes/attributes", data.classes.attributes});
  model.tensors.push_back({"classes/seen", data.classes.seen});
  model.tensors.push_back({"classes/unseen", data.classes.unseen});
  if (data.samples.are_regions()) {
    model.tensors.push_back({"word_vectors", data.word_vectors});
  } else {
    model.tensors.push_back({"scale/minimum", at::tensor(scale.minimum, at::kDouble)});
    model.tensors.push_back({"scale/divisor", at::tensor(scale.divisor, at::kDouble)});
  }
}

}  // namespace zeroth::host
