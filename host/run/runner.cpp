#include "host/run/runner.h"

#include <ATen/ops/stack.h>
#include <fmt/format.h>

#include <csignal>
#include <utility>

#include "host/base/problem.h"
#include "host/data/npy.h"
#include "host/data/task.h"
#include "host/run/environment.h"
#include "host/run/interrupt.h"
#include "host/run/run_device.h"
#include "host/train/safetensors.h"

namespace zeroth::host {
namespace {

constexpr int kSchemaVersion = 1;

ValidationSettings validation_settings(const Json& pipeline) {
  const Json& block = pipeline.at("evaluate").at("validation");
  return {block.at("seen_share").get<double>(), block.at("unseen_share").get<double>(),
          block.at("seed").get<std::uint64_t>()};
}

std::string note_of(const std::vector<NamedMean>& means) {
  std::string note;
  for (const NamedMean& one : means) {
    note += fmt::format("{}{} {:.4g}", note.empty() ? "" : "  ", one.name, one.mean);
  }
  return note;
}

}  // namespace

Runner::Runner(RunRequest request, Progress& progress)
    : request_(std::move(request)),
      progress_(progress),
      device_(run_device(request_.pipeline)),
      precision_(request_.pipeline, progress),
      composer_(request_.plugins, request_.origins),
      protocol_(request_.pipeline.at("evaluate").at("protocol").get<std::string>()) {}

bool Runner::evaluates_epochs() const { return selecting() || protocol_ == "paper-oracle"; }

Json Runner::run() {
  const InterruptGuard guard;
  open_directory();
  if (directory_->has("result.json")) return directory_->read_json("result.json");
  const DataSet data = load_data_set(request_.pipeline.at("data"), progress_);
  if (selecting()) {
    Session session = make_session(data);
    run_part(session);
    if (protocol_ == "validation") return finish(data);
    finish_selection();
  }
  Session session = make_session(data);
  run_part(session);
  return finish(data);
}

Json Runner::finish(const DataSet& data) {
  const Json document = result(data);
  directory_->write_json("result.json", document);
  return document;
}

void Runner::open_directory() {
  const bool validates = protocol_ == "strict-val" || protocol_ == "validation";
  record_.part = validates ? "selection" : "final";
  record_.epochs = request_.pipeline.at("train").at("epochs").get<std::int64_t>();
  if (request_.resume.empty()) {
    directory_ = RunDirectory::create(request_.runs, request_.pipeline, request_.origins);
    Json environment = describe_environment();
    environment["plugins"] = request_.plugins;
    directory_->write_json("env.json", environment);
    progress_.message("run directory: " + directory_->path().string());
    return;
  }
  directory_ = RunDirectory::open(request_.resume);
  if (!std::filesystem::exists(directory_->checkpoint())) return;  // it died before the first one
  const TensorFile saved = read_safetensors(directory_->checkpoint());
  record_ = RunRecord::from_json(Json::parse(saved.metadata.at("record")));
  directory_->truncate_metrics(record_.metrics_size);
  resuming_ = !saved.tensors.empty();
}

Session Runner::make_session(const DataSet& data) const {
  Json pipeline = request_.pipeline;
  pipeline["train"]["epochs"] = record_.epochs;
  const Task task =
      selecting() ? validation_task(data, validation_settings(pipeline)) : test_task(data);
  return Session(std::move(pipeline), composer_, make_problem(data, task), device_);
}

void Runner::run_part(Session& session) {
  if (!selecting()) session.evaluator().set_looks(record_.test_looks);
  if (!selecting() && record_.threshold) session.recipe().set_threshold(*record_.threshold);
  if (std::exchange(resuming_, false)) {
    session.restore(TensorMap(read_safetensors(directory_->checkpoint()).tensors));
  }
  Recipe& recipe = session.recipe();
  while (!recipe.finished()) {
    if (const int signal = InterruptGuard::pending()) stop(session, signal);
    Trainer& training = recipe.training();
    if (training.position().iteration == 0) {
      progress_.begin(
          fmt::format("{}{} epoch {}/{}", selecting() ? "selection: " : "", training.stage().name,
                      training.position().epoch + 1, training.epochs_of_stage()),
          training.iterations_per_epoch());
    }
    if (const auto completed = recipe.step()) {
      end_epoch(session, *completed);
    } else {
      progress_.update(training.position().iteration);
    }
  }
  if (!evaluates_epochs()) look(session, record_.epochs);
}

void Runner::end_epoch(Session& session, const CompletedEpoch& completed) {
  Json line = {{"part", record_.part}, {"stage", completed.stage}, {"epoch", completed.epoch}};
  const std::vector<NamedMean> means = session.recipe().take_means();
  for (const NamedMean& one : means) line["losses"][one.name] = one.mean;
  for (const NamedMean& one : session.recipe().take_gradient_norms()) {
    line["gradients"][one.name] = one.mean;
  }
  directory_->append_metrics(line);
  progress_.end(note_of(means));
  const auto every = request_.pipeline.at("evaluate").at("every").get<std::int64_t>();
  const bool due = completed.epoch % every == 0 || completed.epoch == record_.epochs;
  if (completed.last_stage && evaluates_epochs() && due) look(session, completed.epoch);
  const auto between = request_.pipeline.at("checkpoint").at("every").get<std::int64_t>();
  const bool last = session.recipe().finished();
  if (last || (between > 0 && completed.epoch % between == 0)) save(session);
}

void Runner::look(Session& session, std::int64_t epoch) {
  const std::unique_ptr<Predictor> predictor = session.recipe().predictor(epoch);
  const bool tunes = selecting() && session.recipe().chooses_threshold();
  Evaluation evaluation = session.evaluator().look(*predictor);
  if (tunes) evaluation = evaluation.at_best_threshold();
  if (!selecting()) record_.test_looks = session.evaluator().looks();
  const Json values = figures(evaluation);
  directory_->append_metrics({{"part", record_.part}, {"epoch", epoch}, {"evaluation", values}});
  progress_.message(fmt::format("epoch {}: {}", epoch, figures_text(values)));
  if (evaluation.choosing_figure() <= record_.best_H) return;
  record_.best_H = evaluation.choosing_figure();
  record_.best_epoch = epoch;
  record_.best_figures = values;
  record_.best_gate = evaluation.has_both() ? figures(evaluation.gate) : Json();
  if (tunes) record_.threshold = evaluation.curve.best_threshold;
  if (selecting()) return;
  const at::Tensor table = at::stack({evaluation.labels, evaluation.predictions}, 1).contiguous();
  write_npy(directory_->path() / "predictions.npy", table.data_ptr<std::int64_t>(),
            {static_cast<std::size_t>(table.size(0)), 2});
  const NamedTensors kept = predictor->kept();
  if (!kept.empty()) write_safetensors(directory_->path() / "scores.safetensors", {kept, {}});
}

void Runner::save(Session& session) {
  record_.metrics_size = directory_->metrics_size();
  write_safetensors(directory_->checkpoint(),
                    {session.state(), {{"record", record_.to_json().dump()}}});
}

void Runner::stop(Session& session, int signal) {
  save(session);
  const bool interrupted = signal == SIGINT;
  throw Failure(interrupted ? Exit::interrupted : Exit::terminated,
                {interrupted ? "interrupted" : "terminated",
                 directory_->path().string(),
                 {"everything up to the last iteration was saved"},
                 "zeroth run --resume " + directory_->path().string()});
}

void Runner::finish_selection() {
  Json selection = {{"epoch", record_.best_epoch}, {"validation", record_.best_figures}};
  if (record_.threshold) selection["threshold"] = *record_.threshold;
  directory_->write_json("selection.json", selection);
  RunRecord next;
  next.epochs = record_.best_epoch;
  next.threshold = record_.threshold;
  record_ = next;
  record_.metrics_size = directory_->metrics_size();
  // Without tensors: a run that dies before the next checkpoint begins the final part anew.
  write_safetensors(directory_->checkpoint(), {{}, {{"record", record_.to_json().dump()}}});
}

Json Runner::result(const DataSet& data) const {
  Json document = {{"schema_version", kSchemaVersion},
                   {"run_dir", directory_->path().string()},
                   {"pipeline", request_.pipeline.at("name")},
                   {"protocol", protocol_},
                   {"test_looks", record_.test_looks},
                   {"epoch", record_.best_epoch},
                   {"seed", request_.pipeline.at("seed")},
                   {"precision", precision_.name()},
                   {"device", device_name(request_.pipeline)},
                   {"metrics", record_.best_figures},
                   {"gate", record_.best_gate}};
  if (!data.warnings.empty()) document["warnings"] = data.warnings;
  if (record_.threshold) document["threshold"] = *record_.threshold;
  if (selecting()) return document;  // what follows is about the test problem
  if (data.optimum) {
    document["optimum"] = {{"U", data.optimum->U}, {"S", data.optimum->S}, {"H", data.optimum->H}};
  }
  const Json& published = request_.pipeline.at("published");
  if (!published.empty()) document["published"] = published;
  return document;
}

}  // namespace zeroth::host
