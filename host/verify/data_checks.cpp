#include "host/verify/data_checks.h"

#include <fmt/format.h>

#include <utility>

#include "host/base/exit_code.h"
#include "host/base/problem.h"
#include "host/data/data_hash.h"
#include "host/evaluate/evaluator.h"
#include "host/model/loaded_model.h"
#include "host/precision/run_precision.h"
#include "host/read/load_data_set.h"
#include "host/read/recognition.h"
#include "host/reuse/model_rows.h"
#include "host/run/problem_task.h"
#include "host/text/inner_blocks.h"
#include "host/verify/model_answers.h"

namespace zeroth::host {
namespace {

class DataChecks {
 public:
  DataChecks(const RecordedRun& run, const DataQuestion& question, const Composer& composer,
             Progress& progress, RunChecks& checks)
      : run_(run), question_(question), composer_(composer), progress_(progress), checks_(checks) {}

  void check() {
    const auto data = read();
    if (!data || !check_hash(*data)) return skip("the data of the run are not here");
    checks_.attempt("rows", [&] { check_rows(*data); });
    if (!run_.scores || run_.scores->facts.at("problem") != "test") return;
    checks_.attempt("model's predictions", [&] { ask_model(*data); });
  }

 private:
  void skip(const std::string& why) {
    checks_.unchecked("rows", why);
    if (question_.asks_model) checks_.unchecked("model's predictions", why);
  }

  /// A reader that wrapped the one of the files wraps it there, too.
  Json block() const {
    Json block = run_.pipeline->at("data");
    if (question_.place.empty()) return block;
    if (const auto found = recognised(question_.place, Json::object(), composer_)) {
      block[Json::json_pointer(innermost_reader(block))] = found->block;
      return block;
    }
    throw Failure(Exit::no_input,
                  {"no data reader recognises these files", question_.place, {}, ""});
  }

  /// Whatever keeps the data from being read says nothing about the run.
  std::optional<DataSet> read() {
    try {
      return load_data_set({{"data", block()}}, composer_, progress_);
    } catch (const Failure& failure) {
      if (is_stop(failure.code())) throw;
      const Problem& problem = failure.problems().front();
      checks_.unchecked("data", fmt::format("they are not here: {}{}", problem.what,
                                            problem.where.empty() ? "" : ", " + problem.where));
      return std::nullopt;
    }
  }

  bool check_hash(const DataSet& data) {
    const std::string then = run_.identity->data.at("hash").get<std::string>();
    const std::string now = data_hash(data);
    if (then == now) {
      checks_.ok("data", fmt::format("{}, the same here ({})", data.name, then.substr(0, 8)));
    } else {
      checks_.differs("data", fmt::format("{} here has hash {}, and the run read data of hash {}",
                                          data.name, now.substr(0, 8), then.substr(0, 8)));
    }
    return then == now;
  }

  /// Rows, classes and labels of the scores are those of the data's splits.
  void check_rows(const DataSet& data) {
    if (!run_.scores) return;
    const bool selecting = part_is_selection();
    const Task task = task_of(data, *run_.pipeline, selecting);
    const ScoreFile& scores = *run_.scores;
    if (scores.classes != task.classes || numbers(scores.rows.seen) != task.seen)
      return checks_.differs("rows", "the stored scores are of other classes than the splits name");
    if (scores.numbers != task.test_rows()) {
      return checks_.differs(
          "rows", fmt::format("the stored scores are of {} rows, which are not the {} held-out "
                              "rows of the splits",
                              scores.numbers.size(), task.test_rows().size()));
    }
    const std::vector<std::int64_t> labels = numbers(scores.rows.labels);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto is = data.labels[static_cast<std::size_t>(scores.numbers[i])];
      if (scores.classes[static_cast<std::size_t>(labels[i])] == is) continue;
      return checks_.differs("rows", fmt::format("row {} is stored with another label than the "
                                                 "data give it",
                                                 scores.numbers[i]));
    }
    checks_.ok("rows", fmt::format("{} rows with the labels of the data: all that are held out",
                                   labels.size()));
  }

  bool part_is_selection() const { return run_.best && run_.best->part == "selection"; }

  static std::vector<std::int64_t> numbers(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.contiguous();
    return {flat.data_ptr<std::int64_t>(), flat.data_ptr<std::int64_t>() + flat.numel()};
  }

  void ask_model(const DataSet& data) {
    if (!question_.asks_model) return;
    try {
      const RunPrecision precision(*run_.pipeline, at::kCPU, progress_);
      const ModelFile file = read_model(run_.directory);
      ModelRows rows = rows_for(file, data, task_of(data, *run_.pipeline, false));
      const LoadedModel model(file, composer_);
      check_answers(Evaluator(std::move(rows.test)).look(model.predictor()), *run_.scores, checks_);
    } catch (const Failure& failure) {
      if (question_.same_plugins || is_stop(failure.code())) throw;
      checks_.unchecked("model's predictions", "the plugins here cannot make the model: " +
                                                   failure.problems().front().what);
    }
  }

  const RecordedRun& run_;
  const DataQuestion& question_;
  const Composer& composer_;
  Progress& progress_;
  RunChecks& checks_;
};

}  // namespace

void check_data(const RecordedRun& run, const DataQuestion& question, const Composer& composer,
                Progress& progress, RunChecks& checks) {
  if (!run.pipeline || !run.identity || run.identity->data.is_null()) return;
  checks.attempt("data", [&] { DataChecks(run, question, composer, progress, checks).check(); });
}

}  // namespace zeroth::host
