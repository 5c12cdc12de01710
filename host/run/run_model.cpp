#include "host/run/run_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/problem.h"
#include "host/model/loaded_model.h"
#include "host/model/model_file.h"
#include "host/record/model_card.h"
#include "host/run/problem_task.h"
#include "host/run/score_file.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kAskedRows = 50;
constexpr double kTolerance = 2e-3;  // the run keeps scores in as few bits as its figures need

Json classes_of(const DataSet& data, const Task& task) {
  Json classes = Json::array();
  for (std::size_t column = 0; column < task.classes.size(); ++column) {
    const std::int64_t id = task.classes[column];
    Json one = {{"id", id},
                {"seen", std::binary_search(task.seen.begin(), task.seen.end(),
                                            static_cast<std::int64_t>(column))}};
    if (!data.class_names.empty()) one["name"] = data.class_names[static_cast<std::size_t>(id)];
    classes.push_back(std::move(one));
  }
  return classes;
}

Json reads_of(const DataSet& data) {
  if (!data.regions) return {{"features", data.features.columns()}};
  const RegionSource& regions = *data.regions;
  return {{"regions", {regions.channels(), regions.height(), regions.width()}}};
}

Json plugins_of(const RunIdentity& identity) {
  Json plugins = Json::object();
  for (const auto& [id, one] : identity.plugins.items()) {
    plugins[id] = {{"version", one.at("version")}, {"hash", one.at("hash")}};
  }
  return plugins;
}

/// What is wrong with what the model says; nothing where it says what the run said.
std::string difference(const LoadedModel& model, const RunFiles& files, const RunPart& part) {
  const ScoreFile kept = read_score_file(files.directory().path() / "scores.safetensors");
  const StoredSamples& samples = part.session->evaluator().data().samples;
  const std::int64_t count = std::min(samples.count(), kAskedRows);
  const at::Tensor said = model.scores(samples.on_device(at::kCPU).read(0, count, at::kCPU));
  const at::Tensor wanted = kept.rows.scores.narrow(0, 0, count).to(at::kDouble);
  const double largest = wanted.numel() == 0 ? 0.0 : wanted.abs().max().item<double>();
  if (at::allclose(said.to(at::kDouble), wanted, kTolerance, kTolerance * largest)) return "";
  return "its scores of test rows are others than the run's";
}

}  // namespace

void leave_model(const RunFiles& files, const DataSet& data, const RunPart& part,
                 const Predictor& predictor, const Look& look) {
  if (predictor.oracle_gate()) return;  // nobody could tell it what it has to be told
  const Json& pipeline = part.session->pipeline();
  ModelFile model;
  add_problem(part.session->training(), part.session->scale(), model);
  for (NamedTensor& one : model_tensors(part.session->recipe().built(), predictor)) {
    model.tensors.push_back(std::move(one));
  }
  model.card = {{"name", pipeline.at("name")},
                {"recipe", part.session->recipe().component().place().id},
                {"seed", pipeline.at("seed")},
                {"epoch", look.epoch},
                {"protocol", pipeline.at("evaluate").at("protocol")},
                {"setting", setting_name(pipeline)},
                {"figures", look.figures},
                {"run", files.identity().hash()},
                {"scores", look.scores},
                {"data", files.identity().data},
                {"plugins", plugins_of(files.identity())},
                {"classes", classes_of(data, part.task)},
                {"reads", reads_of(data)},
                {"pipeline", pipeline}};
  write_model(files.directory().path(), model);
}

void check_model(const RunFiles& files, const RunPart& part,
                 const std::map<std::string, std::string>& plugins, Progress& progress) {
  const std::filesystem::path directory = files.directory().path();
  if (!holds_model(directory)) return;
  std::string why;
  try {
    why = difference(LoadedModel(directory, plugins), files, part);
  } catch (const Failure& failure) {
    why = failure.problems().front().what;
  }
  if (why.empty()) return;
  remove_model(directory);
  progress.message(fmt::format(
      "warning: the run leaves no model: {}. A component has learned something that it does not "
      "say: see Fitted, Predictor::tensors and Recipe::restored of the SDK",
      why));
}

}  // namespace zeroth::host
