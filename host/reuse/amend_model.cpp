#include "host/reuse/amend_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/isin.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/base/stopwatch.h"
#include "host/evaluate/evaluator.h"
#include "host/model/loaded_model.h"
#include "host/record/model_card.h"
#include "host/reuse/amended_classes.h"
#include "host/reuse/descriptor.h"
#include "host/reuse/model_rows.h"
#include "host/reuse/seen_rows.h"
#include "host/run/figures.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNearest = 3;

void expect_free(const fs::path& out) {
  std::error_code error;
  if (!fs::exists(out, error)) return;
  throw Failure(Exit::cannot_create, {"the folder of the new model exists already",
                                      out.string(),
                                      {},
                                      "give another one with --out, or remove it"});
}

class Amending {
 public:
  Amending(const AmendRequest& request, Progress& progress)
      : request_(request),
        progress_(progress),
        composer_(request.plugins, {}),
        before_(read_model(request.model)),
        after_(before_) {}

  Json run() {
    expect_free(request_.out);
    const Seconds taken = time_of([&] {
      change_classes();
      find_data();
      const LoadedModel old(before_, composer_);
      const LoadedModel model = learned(old);
      after_.tensors = kept_tensors(model);
      compare(old, model);
      note_change();
      write(model);
    });
    told_["seconds"] = taken.wall;
    return told_;
  }

 private:
  bool adds() const { return !request_.descriptor.empty(); }

  void change_classes() {
    told_ = {{"model", request_.model}, {"out", request_.out}};
    told_[adds() ? "added" : "removed"] = request_.name;
    told_["seed"] = request_.seed;
    if (!adds()) {
      after_ = without_class(before_, request_.name);
      return;
    }
    const auto length = problem_of(before_).classes.attributes.size(1);
    const at::Tensor given = read_descriptor(request_.descriptor, length);
    after_ = with_class(before_, request_.name, as_its_descriptors(before_, given));
    told_["nearest"] = Json::array();
    for (const LikeClass& one : nearest_classes(before_, given, kNearest)) {
      told_["nearest"].push_back({{"name", one.name}, {"cosine", one.cosine}});
    }
  }

  void find_data() {
    if (request_.without_data) return;
    data_ = data_for(before_.card, request_.data, composer_, progress_);
    rows_ = rows_for(with_removed(after_), data_->data, data_->task);
  }

  /// Test rows of the class that is removed are left out, of those that are unknown nothing is
  /// said.
  ModelFile with_removed(ModelFile model) const {
    if (!adds()) model.card["amended"].push_back({{"removed", request_.name}});
    return model;
  }

  LoadedModel learned(const LoadedModel& old) {
    TrainingData rows = data_ ? rows_.training : seen_rows(old);
    told_["seen_rows"] = rows.rows() == 0 ? "none" : data_ ? "real" : "synthetic";
    try {
      return LoadedModel(after_, composer_, std::move(rows), Differing{{}, classes_before()},
                         request_.seed);
    } catch (const Failure& failure) {
      if (failure.code() != Exit::bad_data) throw;
      const Problem& problem = failure.problems().front();
      throw Failure(Exit::unavailable,
                    {"the model cannot be given other classes",
                     request_.model,
                     {problem.what, problem.why.empty() ? "" : problem.why.front()},
                     "train a pipeline whose data set has the class among its descriptors"});
    }
  }

  ClassesBefore classes_before() const {
    const std::vector<ModelClass> was = classes_of(before_.card), is = classes_of(after_.card);
    std::vector<std::int64_t> columns;
    for (const ModelClass& one : is) {
      const auto found = std::find_if(
          was.begin(), was.end(), [&](const ModelClass& other) { return other.name == one.name; });
      columns.push_back(found == was.end() ? -1 : found - was.begin());
    }
    return {at::tensor(columns, at::kLong), problem_of(before_).classes.unseen};
  }

  /// Those of the classes as they are now, made by the generator as it was.
  TrainingData seen_rows(const LoadedModel& old) const {
    const TrainingData made = synthetic_seen_rows(old, request_.seed);
    TrainingData rows = problem_of(after_);
    if (made.rows() == 0) return rows;
    rows.samples = made.samples;
    rows.positions = made.positions;
    rows.labels = rows.classes.seen.index_select(0, made.positions);
    return rows;
  }

  NamedTensors kept_tensors(const LoadedModel& model) const {
    ModelFile kept;
    add_problem(problem_of(after_), model.reads_regions() ? MinMax() : model.scale(), kept);
    for (NamedTensor& one : model.tensors()) kept.tensors.push_back(std::move(one));
    return kept.tensors;
  }

  /// Figures on the test rows of the classes that both know.
  void compare(const LoadedModel& old, const LoadedModel& model) {
    if (!data_) return;
    ModelFile known = before_;
    if (!adds()) known.card["amended"].push_back({{"removed", request_.name}});
    const TestData of_old = rows_for(known, data_->data, without_new(data_->task)).test;
    told_["before"] = figures(evaluate(Evaluator(of_old).look(old.predictor())));
    const TestData of_new =
        rows_for(with_removed(after_), data_->data, without_new(data_->task)).test;
    told_["after"] = figures(evaluate(Evaluator(of_new).look(model.predictor())));
    add_own(model);
    after_.card["figures"] = told_["after"];
  }

  /// Test rows of the class that is added say nothing of the others.
  Task without_new(Task task) const {
    const auto is_new = [&](std::int64_t row) {
      const auto id = data_->data.labels[static_cast<std::size_t>(row)];
      return adds() && class_name(data_->data, id) == request_.name;
    };
    for (auto* rows : {&task.test_seen_rows, &task.test_unseen_rows}) {
      rows->erase(std::remove_if(rows->begin(), rows->end(), is_new), rows->end());
    }
    return task;
  }

  /// How many of its own test rows are named right, where there are some.
  void add_own(const LoadedModel& model) {
    if (!adds()) return;
    const auto column = static_cast<std::int64_t>(model.classes().size()) - 1;
    const at::Tensor places = rows_.test.labels.eq(column).nonzero().squeeze(1);
    if (places.size(0) == 0) return;
    const Evaluation all = evaluate(Evaluator(rows_.test).look(model.predictor()));
    told_["own"] =
        100 *
        all.predictions.index_select(0, places).eq(column).to(at::kDouble).mean().item<double>();
  }

  void note_change() {
    Json change = {{adds() ? "added" : "removed", request_.name},
                   {"seed", request_.seed},
                   {"seen_rows", told_.at("seen_rows")},
                   {"from", before_.card.at("tensors")}};
    after_.card["amended"].push_back(std::move(change));
    after_.card["scores"] = "";  // no run has written scores of this model
    if (!data_) after_.card["figures"] = Json();
  }

  /// Leaves no model that says something else than the one that was looked at.
  void write(const LoadedModel& model) {
    const fs::path out = request_.out;
    fs::create_directories(out);
    write_model(out, after_);
    const LoadedModel again(read_model(out), composer_);
    if (agree(model, again)) return;
    remove_model(out);
    throw Failure(Exit::run_failed,
                  {"the new model does not say what was learned",
                   out.string(),
                   {"a component has learned something that it does not say (Fitted, "
                    "Predictor::tensors of the SDK)"},
                   "report it to the author of its recipe"});
  }

  static bool agree(const LoadedModel& one, const LoadedModel& other) {
    if (one.reads_regions()) return true;
    const at::Tensor rows = at::rand({8, one.columns()});
    return at::allclose(one.scores(Samples(rows)).to(at::kDouble),
                        other.scores(Samples(rows)).to(at::kDouble), 1e-5, 1e-5);
  }

  const AmendRequest& request_;
  Progress& progress_;
  Composer composer_;
  ModelFile before_, after_;
  std::optional<ModelData> data_;
  ModelRows rows_;
  Json told_;
};

}  // namespace

AmendRequest parse_amend_request(const Json& document) {
  const Json& options = document.at("options");
  AmendRequest request;
  request.model = options.at("model").get<std::string>();
  request.plugins = document.at("plugins").get<std::map<std::string, std::string>>();
  request.name = options.at("name").get<std::string>();
  request.descriptor = options.at("descriptor").get<std::string>();
  request.seed = options.at("seed").get<std::uint64_t>();
  request.without_data = options.at("without_data").get<bool>();
  request.data = {options.at("data"), options.at("place").get<std::string>()};
  request.out = options.at("out").get<std::string>();
  return request;
}

Json amend_model(const AmendRequest& request, Progress& progress) {
  const InterruptGuard guard;
  return Amending(request, progress).run();
}

}  // namespace zeroth::host
