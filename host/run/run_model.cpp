#include "host/run/run_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/interrupt.h"
#include "host/base/out_of_memory.h"
#include "host/base/problem.h"
#include "host/model/loaded_model.h"
#include "host/model/model_file.h"
#include "host/run/problem_task.h"
#include "host/run/score_tolerance.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kAskedRows = 50;

Json listed_classes(const DataSet& data, const Task& task) {
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

bool is_near(const at::Tensor& said, const at::Tensor& stored, double largest) {
  return at::allclose(said.to(at::kDouble), stored.to(at::kDouble), kScoreTolerance,
                      kScoreTolerance * largest);
}

/// What the model says of the first rows, and the look.
bool is_near(const at::Tensor& said, const ScoredRows& look) {
  const std::int64_t count = said.size(0);
  if (look.has_all()) {
    const at::Tensor stored = look.scores.narrow(0, 0, count);
    return is_near(said, stored, largest_of(stored));
  }
  const at::Tensor seen = look.kept->seen.scores.narrow(0, 0, count),
                   unseen = look.kept->unseen.scores.narrow(0, 0, count);
  const double largest = std::max(largest_of(seen), largest_of(unseen));
  return is_near(best_among(said, look.seen).scores, seen, largest) &&
         is_near(best_among(said, look.unseen).scores, unseen, largest);
}

/// What is wrong with what the model says; nothing where it says what the look saw.
std::string difference(const LoadedModel& model, const ModelMaking& making,
                       const ScoredRows& look) {
  const StoredSamples& samples = making.part.session->evaluator().data().samples;
  const std::int64_t count = std::min(samples.count(), kAskedRows);
  if (is_near(model.scores(samples.read(0, count, at::kCPU)), look)) return "";
  return "its scores of test rows are others than the run's";
}

std::string wrong_with_it(const ModelMaking& making, const ScoredRows& scores) {
  ModelFile file = read_model(making.files.directory().path());
  try {
    return difference(LoadedModel(std::move(file), making.composer), making, scores);
  } catch (const Failure& failure) {
    if (is_stopped(failure) || is_out_of_memory(failure)) throw;  // of the run, not of the model
    return failure.problems().front().what;
  }
}

Json card_of(const ModelMaking& making, const Look& look) {
  const Json& pipeline = making.part.session->pipeline();
  const RunIdentity& identity = making.files.identity();
  return {{"name", pipeline.at("name")},
          {"recipe", making.part.session->recipe().component().place().id},
          {"seed", pipeline.at("seed")},
          {"epoch", look.epoch},
          {"protocol", pipeline.at("evaluate").at("protocol")},
          {"setting", setting_name(pipeline)},
          {"figures", look.figures},
          {"run", identity.hash()},
          {"scores", look.scores},
          {"data", identity.data},
          {"train_rows", making.part.session->training().rows()},
          {"plugins", plugins_of(identity)},
          {"classes", listed_classes(making.data, making.part.task)},
          {"reads", reads_of(making.data)},
          {"pipeline", pipeline}};
}

}  // namespace

std::string leave_model(const ModelMaking& making, const Predictor& predictor, const Look& look,
                        const ScoredRows& scores) {
  const std::filesystem::path directory = making.files.directory().path();
  if (predictor.oracle_gate()) return "";  // nobody could tell it what it has to be told
  const Session& session = *making.part.session;
  ModelFile model;
  model.card = card_of(making, look);
  add_problem(session.training(), session.scale(), model);
  for (NamedTensor& one : model_tensors(making.part.session->recipe().built(), predictor)) {
    model.tensors.push_back(std::move(one));
  }
  const std::string hash = write_model(directory, model);
  const std::string why = wrong_with_it(making, scores);
  if (why.empty()) return hash;
  remove_model(directory);
  making.progress.message(fmt::format(
      "warning: the run leaves no model: {}. A component has learned something that it does not "
      "say: see Fitted, Predictor::tensors and Recipe::restored of the SDK",
      why));
  return "";
}

std::string lost_model(const std::filesystem::path& directory, const Look& look) {
  if (look.model.empty()) return "";
  try {
    const bool is_it = read_model(directory).card.at("tensors") == look.model;
    return is_it ? "" : "model.json is of another one";
  } catch (const Failure& failure) {
    if (failure.code() == Exit::io) throw;  // it may be there all the same
    return failure.problems().front().why.front();
  }
}

}  // namespace zeroth::host
