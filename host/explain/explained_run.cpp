#include "host/explain/explained_run.h"

#include <fmt/format.h>
#include <zeroth/finite.h>

#include <utility>

#include "host/base/problem.h"
#include "host/read/load_data_set.h"
#include "host/run/problem_data.h"
#include "host/run/problem_task.h"
#include "host/run/score_file.h"
#include "host/text/recipe_block.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScores = "scores.safetensors";

[[noreturn]] void nothing_stored(const ExplainedRun& run) {
  const bool ended = run.directory.has("result.json");
  const std::string path = run.directory.path().string();
  throw Failure(Exit::no_input,
                {"the run has no stored scores of its experts",
                 (run.directory.path() / kScores).string(),
                 {ended ? "the file was removed, or the run was made before scores were kept"
                        : "it has not ended; scores are stored at its end"},
                 ended ? "start the run again" : "zeroth run --resume " + path});
}

/// Why the stored scores are not those of the run's experts and data; empty when they are.
std::string misfit(const ScoreFile& file, const StoredScores& stored) {
  if (!file.rows.labels.equal(stored.labels)) {
    return "labels or their number differ: the data file was changed";
  }
  for (const NamedTensor& one : stored.said.all()) {
    if (one.tensor.dim() != 2 || one.tensor.size(0) != stored.labels.numel()) {
      return fmt::format("\"{}\" has not one row for each test image", one.name);
    }
    if (const auto bad = first_not_finite(one.tensor)) {
      return fmt::format("\"{}\" has a score of {} for test image {}", one.name, bad->value,
                         bad->row);
    }
  }
  for (const std::string& expert : stored.experts) {
    if (!stored.said.contains(expert + "/scores")) {
      return fmt::format("there are none of the expert \"{}\"", expert);
    }
  }
  return "";
}

void check_fit(const ExplainedRun& run, const ScoreFile& file, const StoredScores& stored) {
  const std::string why = misfit(file, stored);
  if (why.empty()) return;
  throw Failure(Exit::bad_data, {"the stored scores are not those of the run",
                                 run.directory.path().string(),
                                 {why},
                                 "put the run's files and data back, or start the run again"});
}

}  // namespace

ExplainedRun open_explained_run(const fs::path& directory, const Json& pipeline,
                                const Composer& composer, Progress& progress) {
  RunDirectory opened = RunDirectory::open(directory);
  if (!pipeline.contains("experts")) {
    throw Failure(
        Exit::bad_configuration,
        {fmt::format("a run of recipe \"{}\" has no experts to explain", recipe_name(pipeline)),
         directory.string(),
         {"zeroth explain shows what experts on region features see"},
         "give it a run whose recipe mixes experts: `zeroth pipelines` shows the recipes"});
  }
  if (pipeline.at("evaluate").at("protocol").get<std::string>() == "validation") {
    throw Failure(Exit::bad_configuration,
                  {"a run of protocol \"validation\" has never seen a test image",
                   directory.string(),
                   {"zeroth explain shows what a run says of test images"},
                   "run the pipeline with another evaluate.protocol"});
  }
  DataSet data = load_data_set(pipeline, composer, progress);
  Task task = task_of(data, pipeline, /*selecting=*/false);
  return {std::move(opened), pipeline, std::move(data), std::move(task)};
}

StoredScores stored_scores(const ExplainedRun& run, const Composer& composer) {
  if (run.pipeline.contains("ood")) {
    throw Failure(Exit::bad_configuration,
                  {"the prediction of a gated run does not follow from its stored scores",
                   run.directory.path().string() + "/config.resolved.json  /ood",
                   {"its out-of-distribution gate was fitted on training images"},
                   "explain a run of the same pipeline without \"ood\""});
  }
  if (run.task.test_seen_rows.empty() || run.task.test_unseen_rows.empty()) {
    throw Failure(Exit::bad_data, {"the figures of the run cannot be computed along a setting",
                                   run.directory.path().string(),
                                   {"U, S and H need test rows of seen and of unseen classes"},
                                   "explain a run of data that have test_seen and test_unseen"});
  }
  if (!run.directory.has(kScores)) nothing_stored(run);
  const ProblemData problem = make_problem(run.data, run.task, problem_setting(run.pipeline).name);
  StoredScores stored;
  const ScoreFile file = read_score_file(run.directory.path() / kScores);
  stored.said = TensorMap(file.experts);
  stored.labels = problem.test.labels;
  stored.classes = problem.training.classes;
  for (const auto& [name, block] : run.pipeline.at("experts").items()) {
    stored.experts.push_back(name);
    stored.mixes[name] = composer.mixes_of(block);
  }
  stored.inference = run.pipeline.at("inference");
  check_fit(run, file, stored);
  return stored;
}

}  // namespace zeroth::host
