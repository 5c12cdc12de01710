#include "host/run/dry_run.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/course/running_recipe.h"
#include "host/engine/composer.h"
#include "host/precision/run_precision.h"
#include "host/read/load_data_set.h"
#include "host/run/memory_check.h"
#include "host/run/problem_task.h"
#include "host/run/run_device.h"
#include "host/text/inner_blocks.h"

namespace zeroth::host {
namespace {

[[noreturn]] void refuse_shape(const std::string& why, const std::string& fix) {
  throw Failure(Exit::bad_configuration,
                {"the shapes of the data are not known", "/data", {why}, fix});
}

/// Nobody knows the sizes of what the block `data` reads.
[[noreturn]] void refuse_shape(const Json& data) {
  const std::string inner = innermost_reader(data);
  const Json& reader = data.at(Json::json_pointer(inner));
  const Json& params = reader.at("params");
  const auto id = data.at("use").get<std::string>();
  if (!params.contains("shape")) {
    refuse_shape(fmt::format("{} has no outline() of the files, or they are not there", id),
                 "run without --dry-run");
  }
  const std::string shape = innermost_reader_path(data) + ".params.shape";
  if (inner.empty() || params.at("shape").empty()) {
    refuse_shape(fmt::format("the pipeline does not say {}", shape),
                 "add \"shape\"; `zeroth validate` says what it holds");
  }
  refuse_shape(fmt::format("{} cannot tell them by {}, and the files of {} are not there", id,
                           shape, reader.at("use").get<std::string>()),
               "put the files there, or leave out what changes how many rows or classes there are");
}

DataSizes known_shape(const RunRequest& request, const Composer& composer) {
  const auto shape = data_sizes(request.pipeline, composer);
  if (shape) return *shape;
  refuse_shape(request.pipeline.at("data"));
}

/// The same random image under every number.
class OneImage final : public RegionSource {
 public:
  OneImage(const DataSizes& shape, at::Tensor image) : shape_(shape), image_(std::move(image)) {}
  std::int64_t images() const override { return shape_.train_rows; }
  std::int64_t channels() const override { return shape_.channels; }
  std::int64_t height() const override { return 1; }
  std::int64_t width() const override { return shape_.regions; }
  void read(const std::int64_t*, std::int64_t count, float* out) const override {
    for (std::int64_t i = 0; i < count; ++i) {
      out = std::copy_n(image_.data_ptr<float>(), image_.numel(), out);
    }
  }

 private:
  DataSizes shape_;
  at::Tensor image_;
};

void imitate_regions(const DataSizes& shape, RandomStreams& streams, TrainingData& data) {
  const auto random = [&](std::int64_t rows, std::int64_t columns, const char* stream) {
    return at::empty({rows, columns}).uniform_(0.0, 1.0, streams.cpu_stream(stream));
  };
  std::vector<std::int64_t> images(static_cast<std::size_t>(shape.train_rows));
  std::iota(images.begin(), images.end(), 0);
  data.samples = StoredSamples(RegionRows(
      std::make_shared<OneImage>(shape, random(shape.channels, shape.regions, "dry run/features")),
      std::move(images)));
  data.word_vectors = random(shape.attributes, shape.word_vector, "dry run/words");
}

/// What the setting of the problem adds: as many rows of an unseen class as of a seen one where
/// they are unlabelled.
void imitate_beside(const ProblemSetting& setting, TrainingData& data) {
  data.setting = setting.name;
  if (setting.name == "inductive" || data.samples.are_regions()) return;
  const bool few_shot = setting.name == "few-shot";
  const auto of_a_class = std::max<std::int64_t>(data.rows() / data.classes.seen.size(0), 1);
  const at::Tensor labels =
      data.classes.unseen.repeat_interleave(few_shot ? setting.shots : of_a_class);
  const at::Tensor rows = at::arange(labels.size(0)).remainder(data.rows());
  data.beside = StoredSamples(data.samples.features().index_select(0, rows));
  if (few_shot) data.beside_labels = labels;
}

/// Random rows of the right shapes. Every C/U-th class is unseen, as ids interleave in real splits.
TrainingData imitate(const DataSizes& shape, const ProblemSetting& setting,
                     RandomStreams& streams) {
  TrainingData data;
  const at::Tensor ids = at::arange(shape.classes);
  const at::Tensor unseen = (ids * shape.unseen).remainder(shape.classes) < shape.unseen;
  data.classes.unseen = unseen.nonzero().squeeze(1);
  data.classes.seen = unseen.logical_not().nonzero().squeeze(1);
  data.classes.attributes = at::empty({shape.classes, shape.attributes})
                                .uniform_(0.0, 1.0, streams.cpu_stream("dry run/attributes"));
  if (shape.regions > 0) {
    imitate_regions(shape, streams, data);
  } else {
    data.samples = StoredSamples(at::empty({shape.train_rows, shape.features})
                                     .uniform_(0.0, 1.0, streams.cpu_stream("dry run/features")));
  }
  data.positions = at::arange(shape.train_rows).remainder(shape.seen);
  data.labels = data.classes.seen.index_select(0, data.positions);
  imitate_beside(setting, data);
  return data;
}

std::int64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace

Json dry_run(const RunRequest& request, Progress& progress) {
  const at::Device device = run_device(request.pipeline);
  const RunPrecision precision(request.pipeline, device, progress);
  const Composer composer(request.plugins, request.origins);
  const DataSizes shape = known_shape(request, composer);
  check_memory(request.pipeline, composer,
               {shape.unseen, shape.regions > 0 ? shape.channels * shape.regions : shape.features});
  RandomStreams streams(request.pipeline.at("seed").get<std::uint64_t>(), device);
  const TrainingData data =
      on_device(imitate(shape, problem_setting(request.pipeline), streams), device);
  MadeComponents made;
  const auto recipe = std::make_unique<RunningRecipe>(
      RecipeInputs{request.pipeline, composer, data, streams, made});

  const bool images = shape.regions > 0;
  Json report = {{"shapes",
                  {{images ? "channels M" : "features D", shape.features},
                   {images ? "attributes K" : "attributes d", shape.attributes},
                   {"classes C", shape.classes},
                   {"seen S", shape.seen},
                   {"unseen U", shape.unseen},
                   {"training rows", shape.train_rows}}},
                 {"precision", precision.name()},
                 {"device", device_name(request.pipeline)},
                 {"parameters", Json::object()},
                 {"stages", Json::array()}};
  if (images) {
    report["shapes"]["regions R"] = shape.regions;
    report["shapes"]["word vector G"] = shape.word_vector;
  }
  for (const ParameterCount& one : recipe->parameter_counts()) {
    report["parameters"][one.name] = one.count;
  }
  for (const RehearsedStage& one : recipe->rehearse(request.rehearse)) {
    const double iterations = static_cast<double>(one.epochs * one.iterations_per_epoch);
    Json stage = {{"name", one.name}, {"epochs", one.epochs}, {"seconds", nullptr}};
    if (one.seconds) {
      stage["seconds_per_iteration"] = one.seconds->wall;
      stage["processor_seconds_per_iteration"] = one.seconds->processor;
      stage["seconds"] = one.seconds->wall * iterations;
    }
    for (const RehearsedPhase& phase : one.phases) {
      stage["phases"].push_back({{"name", phase.name}, {"fixed", phase.fixed}, {"why", phase.why}});
    }
    report["stages"].push_back(stage);
  }
  report["memory_bytes"] = peak_memory();
  return report;
}

}  // namespace zeroth::host
