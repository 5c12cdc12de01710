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
#include "host/precision/run_precision.h"
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

/// Those of the rows that `wanted` [n] bool says.
ScoredRows chosen(const ScoredRows& all, const at::Tensor& wanted) {
  const at::Tensor places = wanted.nonzero().squeeze(1);
  const at::Tensor unseen = wanted.index_select(0, all.unseen_rows()).nonzero().squeeze(1);
  ScoredRows some = all.with_sides_only();
  some.labels = all.labels.index_select(0, places);
  SideScores& kept = *some.kept;
  kept.seen = best_of_rows(kept.seen, places);
  kept.unseen = best_of_rows(kept.unseen, places);
  if (kept.own.ids.defined()) kept.own = best_of_rows(kept.own, unseen);
  return some;
}

class Amending {
 public:
  Amending(const AmendRequest& request, Progress& progress)
      : request_(request),
        progress_(progress),
        composer_(request.plugins, {}),
        before_(read_model(request.model)),
        precision_(before_.card.at("pipeline"), at::kCPU, progress),
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
      return note_change();
    }
    const auto length = problem_of(before_).classes.attributes.size(1);
    const at::Tensor given = read_descriptor(request_.descriptor, length);
    after_ = with_class(before_, request_.name, as_its_descriptors(before_, given));
    told_["nearest"] = Json::array();
    for (const LikeClass& one : nearest_classes(before_, given, kNearest)) {
      told_["nearest"].push_back({{"name", one.name}, {"cosine", one.cosine}});
    }
    note_change();
  }

  /// In the card, so that test rows of a removed class are known for what they are.
  void note_change() {
    after_.card["amended"].push_back({{adds() ? "added" : "removed", request_.name},
                                      {"seed", request_.seed},
                                      {"from", before_.card.at("tensors")}});
    after_.card["scores"] = "";  // no run has written scores of this model
    after_.card["figures"] = Json();
  }

  void find_data() {
    if (request_.without_data) return;
    const ModelData found = data_for(before_.card, request_.data, composer_, progress_);
    rows_ = rows_for(after_, found.data, found.task, StrangeClasses::left_out);
    if (rows_->strange_classes > 0) told_["left_out"] = rows_->strange_classes;
    if (!found.is_own && !classes_have_names(before_.card, found.data)) {
      progress_.warning(
          "the data set or the model has no names of classes: those of the same number, counted "
          "from 0, are taken for the same class");
    }
    if (known_before().any().item<bool>()) return;
    throw Failure(Exit::bad_data, {"there is no test row",
                                   found.data.name,
                                   {"its splits name none of another class"},
                                   "give another data set"});
  }

  LoadedModel learned(const LoadedModel& old) {
    TrainingData rows =
        rows_ ? rows_->training : with_synthetic_rows(problem_of(after_), old, request_.seed);
    told_["seen_rows"] = rows.rows() == 0 ? "none" : rows_ ? "real" : "synthetic";
    after_.card["amended"].back()["seen_rows"] = told_["seen_rows"];
    try {
      return LoadedModel(after_, composer_, std::move(rows), Differing{{}, classes_before()},
                         request_.seed);
    } catch (const Failure& failure) {
      if (failure.code() != Exit::bad_data) throw;
      const Problem& problem = failure.problems().front();
      std::vector<std::string> why = {problem.what};
      why.insert(why.end(), problem.why.begin(), problem.why.end());
      throw Failure(Exit::unavailable,
                    {"the model cannot be given other classes", request_.model, std::move(why),
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

  NamedTensors kept_tensors(const LoadedModel& model) const {
    ModelFile kept;
    add_problem(problem_of(after_), model.reads_regions() ? MinMax() : model.scale(), kept);
    for (NamedTensor& one : model.tensors()) kept.tensors.push_back(std::move(one));
    return kept.tensors;
  }

  /// Classes of the test rows [n] as they were before, -1 for the one that is added.
  at::Tensor labels_before() const {
    return classes_before().columns.index_select(0, rows_->test.labels);
  }
  at::Tensor known_before() const { return labels_before().ge(0); }

  /// Figures on the test rows of the classes that both know.
  void compare(const LoadedModel& old, const LoadedModel& model) {
    if (!rows_) return;
    const at::Tensor known = known_before();
    const ScoredRows now = Evaluator(rows_->test).look(model.predictor());
    told_["after"] = figures(evaluate(chosen(now, known)));
    add_own(now.sides().predictions(), known.logical_not());
    TestData then = rows_->test;
    then.labels = labels_before();
    then.seen = old.problem().classes.seen;
    then.unseen = old.problem().classes.unseen;
    told_["before"] = figures(evaluate(chosen(Evaluator(then).look(old.predictor()), known)));
    after_.card["figures"] = told_["after"];
  }

  /// How many test rows of the class that is added, those of `own` [n], are named right.
  void add_own(const at::Tensor& predictions, const at::Tensor& own) {
    if (!own.any().item<bool>()) return;
    const at::Tensor right = predictions.eq(rows_->test.labels).masked_select(own);
    told_["own"] = 100 * right.to(at::kDouble).mean().item<double>();
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
  ModelFile before_;
  RunPrecision precision_;  ///< as its run computed
  ModelFile after_;
  std::optional<ModelRows> rows_;
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
