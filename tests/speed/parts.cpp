/// Times parts of Zeroth that are no training iteration, each beside the time that this machine
/// needs for the arithmetic or the traffic alone. Prints one JSON line.
///
///   zeroth-parts classifier ROWS FEATURES CLASSES BATCH THREADS fp32|bf16 PLUGIN
///   zeroth-parts evaluation ROWS FEATURES CLASSES THREADS
///   zeroth-parts synthesis ROWS FEATURES ATTRIBUTES HIDDEN THREADS PLUGIN
///   zeroth-parts arrays ROWS FEATURES FOLDER
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linear.h>
#include <fmt/format.h>
#include <zeroth/calls.h>
#include <zeroth/recipes/synthesis.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "host/base/freed_memory.h"
#include "host/course/training_source.h"
#include "host/data/array_cache.h"
#include "host/data/checks.h"
#include "host/engine/composer.h"
#include "host/evaluate/evaluator.h"
#include "host/precision/matrix_products.h"
#include "host/train/random_streams.h"
#include "host/train/sdk_steps.h"
#include "tests/speed/floors.h"

namespace zeroth::speed {
namespace {

namespace fs = std::filesystem;
using host::Json;
using host::Seconds;
using host::time_of;

host::RandomStreams& streams() {
  static host::RandomStreams all(1);
  return all;
}

at::Tensor random(std::int64_t rows, std::int64_t columns) {
  return at::empty({rows, columns}).uniform_(0.0, 1.0, streams().stream("random"));
}

/// Every fourth class is unseen.
at::Tensor classes(std::int64_t count, bool unseen) {
  const at::Tensor ids = at::arange(count), is_unseen = ids.remainder(4) == 3;
  return ids.masked_select(unseen ? is_unseen : is_unseen.logical_not());
}

/// One step of the softmax classifier: the time of one epoch more, divided by its steps.
Json classifier(std::int64_t rows, std::int64_t columns, std::int64_t count, std::int64_t batch,
                const std::string& plugin) {
  const at::Tensor features = random(rows, columns), labels = at::arange(rows).remainder(count);
  const auto steps = static_cast<double>((rows + batch - 1) / batch);
  ClassifierRows all;
  all.features = features;
  all.targets = labels;
  all.outputs = count;
  const host::Composer composer({{"classifier.softmax", plugin}}, {});
  const auto train = [&](std::int64_t epochs) {
    const Json params = {{"epochs", epochs}, {"batch", batch}};
    const auto softmax = composer.make<Classifier>(
        {{"classifier", {{"use", "classifier.softmax"}, {"params", params}}}}, "/classifier");
    return time_of([&] { zeroth::train(softmax, all, streams().fresh("classifier")); });
  };
  const Seconds one = train(1), two = train(2);
  const double flops = 4.0 * static_cast<double>(batch * columns * count);
  return report({(two.wall - one.wall) / steps, (two.processor - one.processor) / steps},
                flops / flops_per_second());
}

class LinearPredictor final : public Predictor {
 public:
  LinearPredictor(at::Tensor weight, at::Tensor bias)
      : weight_(std::move(weight)), bias_(std::move(bias)) {}
  at::Tensor scores(const Samples& samples) const override {
    return at::linear(samples.features(), weight_, bias_);
  }

 private:
  at::Tensor weight_, bias_;
};

Json evaluation(std::int64_t rows, std::int64_t columns, std::int64_t count) {
  host::TestData test;
  test.samples = host::StoredSamples(random(rows, columns));
  test.labels = at::arange(rows).remainder(count);
  test.seen = classes(count, false);
  test.unseen = classes(count, true);
  const LinearPredictor predictor(random(count, columns), random(1, count).squeeze(0));
  host::Evaluator evaluator(test);
  const double flops = 2.0 * static_cast<double>(rows * columns * count);
  return report(time_of([&] { host::evaluate(evaluator.look(predictor)); }),
                flops / flops_per_second());
}

Json synthesis(std::int64_t rows, std::int64_t columns, std::int64_t attributes,
               std::int64_t hidden, const std::string& plugin) {
  constexpr std::int64_t kClasses = 200, kUnseen = 50;
  host::TrainingData data;
  data.classes = {random(kClasses, attributes), classes(kClasses, false), classes(kClasses, true)};
  data.samples = host::StoredSamples(random(1, columns));
  data.labels = data.positions = at::arange(1);
  const host::Composer composer({{"generator.f-clswgan", plugin}}, {});
  const Json pipeline = {
      {"generator", {{"use", "generator.f-clswgan"}, {"params", {{"hidden", hidden}}}}}};
  const auto generator = composer.make<Generator>(pipeline, "/generator");
  generator.call("build()", [&](auto& g) { g.build(data.sizes(), streams().stream("build")); });
  host::TrainingSource source(data, streams());
  const TrainingProblem problem(source);
  const auto seconds = time_of([&] {
    recipes::synthesise(generator, problem, rows / kUnseen, streams().stream("synthesis"));
  });
  const double flops = 2.0 * static_cast<double>(rows * hidden * (2 * attributes + columns));
  return report(seconds, flops / flops_per_second());
}

/// Three rows or more: one of a seen class to train on, one to test, one of an unseen class.
zeroth::DataSet labelled(zeroth::LabelledFeatures arrays) {
  zeroth::DataSet data;
  data.features = std::move(arrays.features);
  data.labels = std::move(arrays.labels);
  data.attributes = zeroth::Matrix({0.0F, 1.0F}, 2, 1);
  data.splits.trainval = {0};
  data.splits.test_seen = {1};
  data.splits.test_unseen = {2};
  return data;
}

/// Reads every file of a folder through a small buffer.
void read_through(const fs::path& folder) {
  std::vector<char> buffer(1 << 20);
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream file;
    file.rdbuf()->pubsetbuf(nullptr, 0);  // it would copy everything once more
    file.open(entry.path(), std::ios::binary);
    while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()))) {
    }
  }
}

/// Features from the cache, checked as a run checks them; the floor is to read their file once.
Json arrays(std::int64_t rows, std::int64_t columns, const fs::path& folder) {
  setenv("XDG_CACHE_HOME", folder.c_str(), 1);
  const fs::path source = folder / "source";
  std::ofstream(source) << "what the arrays were read from";
  host::Progress silent(host::ProgressMode::none, stderr);
  const auto parse = [&] {
    std::vector<std::int64_t> labels(static_cast<std::size_t>(rows), 0);
    labels.at(2) = 1;
    std::vector<float> values(static_cast<std::size_t>(rows * columns), 0.5F);
    return zeroth::LabelledFeatures{zeroth::Matrix(std::move(values), rows, columns), labels};
  };
  host::cached(source, "data.speed", silent, parse);
  const Seconds seconds = time_of([&] {
    host::check_data_set(labelled(host::cached(source, "data.speed", silent, parse)),
                         folder.string());
  });
  return report(seconds, time_of([&] { read_through(folder / "zeroth/arrays"); }).processor);
}

Json measure(const std::vector<std::string>& words) {
  const auto number = [&](std::size_t i) { return std::stoll(words.at(i)); };
  const std::string& part = words.at(0);
  if (part == "arrays") return arrays(number(1), number(2), words.at(3));
  const std::size_t threads = part == "evaluation" ? 4 : 5;
  at::set_num_threads(static_cast<int>(number(threads)));
  const at::NoGradGuard no_gradient;
  const bool bf16 = part == "classifier" && words.at(6) == "bf16";
  const host::MatrixProducts products(bf16 ? host::Precision::bf16 : host::Precision::fp32);
  if (part == "classifier") {
    return classifier(number(1), number(2), number(3), number(4), words.at(7));
  }
  if (part == "evaluation") return evaluation(number(1), number(2), number(3));
  return synthesis(number(1), number(2), number(3), number(4), words.at(6));
}

}  // namespace
}  // namespace zeroth::speed

int main(int count, char** words) {
  zeroth::host::keep_freed_memory();  // as the worker does
  try {
    const auto json = zeroth::speed::measure({words + 1, words + count});
    fmt::print("{}\n", json.dump());
  } catch (const std::exception& error) {
    fmt::print(stderr, "zeroth-parts: {}; its parts are listed at the head of parts.cpp\n",
               error.what());
    return 2;
  }
}
