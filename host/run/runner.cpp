#include "host/run/runner.h"

#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <utility>

#include "host/base/exit_code.h"
#include "host/base/interrupt.h"
#include "host/base/out_of_memory.h"
#include "host/base/problem.h"
#include "host/base/signals.h"
#include "host/data/data_hash.h"
#include "host/engine/rows_in_files.h"
#include "host/engine/work_teller.h"
#include "host/read/load_data_set.h"
#include "host/run/figures.h"
#include "host/run/finished_run.h"
#include "host/run/make_part.h"
#include "host/run/memory_check.h"
#include "host/run/rank_talk.h"
#include "host/run/result.h"
#include "host/run/run_device.h"

namespace zeroth::host {
namespace {

/// A log of thousands of epochs stays readable.
constexpr std::int64_t kEpochsPerLine = 10;

std::string note_of(const std::vector<NamedMean>& means) {
  std::string note;
  for (const NamedMean& one : means) {
    note += fmt::format("{}{} {:.4g}", note.empty() ? "" : "  ", one.name, one.mean);
  }
  return note;
}

/// The one that asks for that end; 0: none does.
int signal_of(Exit code) {
  for (const int signal : {SIGINT, SIGTERM}) {
    if (stopped_exit(signal) == code) return signal;
  }
  return 0;
}

bool at_start(const Trainer& training) { return training.position() == TrainPosition(); }

}  // namespace

Runner::Runner(RunRequest request, Progress& progress, RankGroup* ranks)
    : request_(std::move(request)),
      progress_(progress),
      ranks_(ranks),
      device_(run_device(request_.pipeline)),
      precision_(request_.pipeline, device_, progress),
      composer_(request_.plugins, request_.origins),
      protocol_(request_.pipeline.at("evaluate").at("protocol").get<std::string>()) {}

bool Runner::evaluates_epochs() { return selecting() || protocol_ == "paper-oracle"; }

RunRecord Runner::first_record() const {
  RunRecord record;
  const bool validates = protocol_ == "strict-val" || protocol_ == "validation";
  record.part = validates ? "selection" : "final";
  record.epochs = request_.pipeline.at("train").at("epochs").get<std::int64_t>();
  return record;
}

Json Runner::run() {
  const InterruptGuard guard;
  if (request_.logs) check_log_choice(*request_.logs);
  files_.emplace(request_, first_record(), progress_);
  const RowsInFiles large(files_->directory().path(), request_.rows_in_memory);
  if (const auto result = known_result()) return with_place(*result);
  try {
    return telling_of_memory([&] { return complete(); },
                             [&](Problem& problem) { say_what_is_kept(problem); });
  } catch (const std::exception& error) {
    fail(error);
  }
}

/// Of a run that has finished.
std::optional<Json> Runner::known_result() {
  if (files_->is_new()) return std::nullopt;
  auto result = finished_result(*files_, request_.pipeline, progress_);
  if (!result) return std::nullopt;
  files_->set_finished(result->at("metrics"));
  if (ranks_) give_order(*ranks_, {RankOrder::Kind::end});
  return result;
}

/// To be called while the error is handled.
void Runner::fail(const std::exception& error) {
  const auto* failure = dynamic_cast<const Failure*>(&error);
  const bool lost = ranks_ && ranks_->ended_by_another() && failure;
  if (!lost || failure->code() != Exit::retry) {
    files_->set_end(exit_code_of(error), error.what());
    throw;
  }
  Problem problem = failure->problems().front();
  problem.where = files_->directory().path().string();
  problem.fix = resume_command(request_, problem.where);
  const Failure told(Exit::retry, problem);
  files_->set_end(Exit::retry, told.what());
  throw told;
}

/// Of a run that memory ended.
void Runner::say_what_is_kept(Problem& problem) const {
  const RunDirectory& directory = files_->directory();
  if (!std::filesystem::exists(directory.checkpoint())) return;
  problem.why.push_back("the last checkpoint is kept");
  problem.fix += fmt::format("; where more is free it goes on with: {}",
                             resume_command(request_, directory.path().string()));
}

Json Runner::complete() {
  if (ranks_) give_order(*ranks_, {RankOrder::Kind::read_data});
  const LoadedDataSet data = read_data();
  const std::string hash = data_hash(data);
  files_->set_data(data.name, hash);
  files_->set_running();
  if (ranks_) expect_same_data(*ranks_, hash);
  // A checkpoint that was trimmed says that training is over.
  if (record().kept == "everything") train(data);
  if (ranks_) give_order(*ranks_, {RankOrder::Kind::end});
  return finish();
}

LoadedDataSet Runner::read_data() {
  try {
    return load_data_set(request_.pipeline, composer_, progress_);
  } catch (const Failure& failure) {
    if (!is_stopped(failure)) throw;
    if (ranks_) expect_no_failed_rank();
    const std::string directory = files_->directory().path().string();
    std::vector<std::string> why = failure.problems().front().why;
    why.push_back("the data were being read; what the run had computed is where it was");
    throw stopped(InterruptGuard::pending(), directory, why, resume_command(request_, directory));
  }
}

void Runner::train(const LoadedDataSet& data) {
  if (selecting()) {
    run_part(data);
    if (protocol_ == "validation") return;
    finish_selection();
  }
  run_part(data);
}

/// At its beginning, or where the checkpoint goes on.
RunPart Runner::begun_part(const LoadedDataSet& data) {
  if (ranks_) give_order(*ranks_, {RankOrder::Kind::train_part, record()});
  RunPart part = make_part(data, request_.pipeline, record(), composer_, device_, ranks_);
  say_what_is_not_shared(part);
  NamedTensors saved = files_->take_tensors();
  if (!saved.empty()) part.session->restore(TensorMap(std::move(saved)));
  if (ranks_) share_start(*ranks_, *part.session);
  return part;
}

void Runner::say_what_is_not_shared(const RunPart& part) {
  if (!part.tried) return;
  if (const std::string& why = part.tried->failure(); !why.empty()) {
    progress_.message(fmt::format(
        "warning: phases were not tried to the end, and every rank computes whole batches in those "
        "that were not: {}",
        why));
  }
  const std::vector<std::string> places = part.tried->whole_batches();
  if (places.empty()) return;
  progress_.message(fmt::format(
      "every rank computes whole batches in {}: what moves there is not known to be the "
      "mean of what parts of a batch move",
      fmt::join(places, "; ")));
}

void Runner::run_part(const LoadedDataSet& data) {
  RunPart part = begun_part(data);
  RunningRecipe& recipe = part.session->recipe();
  for (const std::string& one : recipe.warnings()) progress_.message("warning: " + one);
  forecast_.set_plan(recipe.plan());
  say_where_it_goes_on(recipe);
  if (record().due_look > 0 && evaluates_epochs()) {
    look(data, part, record().due_look);
    files_->save(part.session->state());
  }
  looks_are_made();
  RankWatch watch(ranks_, *part.session, epochs_between_checkpoints(request_.pipeline));
  bool begins = true;
  while (!recipe.finished()) {
    if (const int signal = agreed_signal(ranks_)) stop(*part.session, signal);
    if (begins) begin_epoch(recipe);
    const auto completed = step(recipe);
    watch.look(completed);
    begins = completed.has_value();
    if (completed) {
      end_epoch(data, part, *completed);
      looks_are_made();
    } else {
      progress_.update(recipe.training().iterations_done());
    }
  }
  if (!evaluates_epochs()) look(data, part, record().epochs);
  looks_are_made();
}

/// Those that were due here; the other ranks wait for this.
void Runner::looks_are_made() {
  if (ranks_) give_order(*ranks_, {RankOrder::Kind::go_on});
}

/// One iteration.
std::optional<CompletedEpoch> Runner::step(RunningRecipe& recipe) {
  return telling_of_memory(
      [&] { return recipe.step(); },
      [&](Problem& problem) {
        const bool own_batch = !recipe.finished() && recipe.training().stage().batch;
        advise(problem,
               halved(request_.pipeline, composer_, {!own_batch, recipe.has_joint_term()}));
      });
}

/// The figure that was seen last, and the place in the middle of a training.
void Runner::say_where_it_goes_on(RunningRecipe& recipe) {
  progress_.set_figure("");
  for (const Look& look : files_->looks().looks()) {
    if (look.part == record().part) progress_.set_figure(choosing_text(look.figures));
  }
  if (recipe.finished() || (recipe.stage_number() == 0 && at_start(recipe.training()))) return;
  const Trainer& training = recipe.training();
  progress_.message(fmt::format("going on with {}{}, epoch {}/{}, iteration {}/{}",
                                selecting() ? "selection: " : "", training.stage().name,
                                training.position().epoch + 1, training.epochs_of_stage(),
                                training.iterations_done() + 1, training.iterations_per_epoch()));
}

/// Looks at held-out rows that follow, when that many epochs of the main training are done.
std::int64_t Runner::looks_ahead(std::int64_t epochs_done) {
  if (!evaluates_epochs()) return 1;
  const auto every = request_.pipeline.at("evaluate").at("every").get<std::int64_t>();
  const std::int64_t all = record().epochs;
  const bool last_is_extra = all % every != 0 && epochs_done < all;
  const bool once_more = protocol_ == "strict-val";
  return all / every - epochs_done / every + (last_is_extra ? 1 : 0) + (once_more ? 1 : 0);
}

/// Also where it goes on in the middle of an epoch.
void Runner::begin_epoch(RunningRecipe& recipe) {
  const Trainer& training = recipe.training();
  const std::int64_t epoch = training.position().epoch, done = training.iterations_done();
  const auto total = static_cast<double>(training.iterations_per_epoch());
  stage_ = recipe.stage_number();
  epoch_share_ = 1 - static_cast<double>(done) / total;
  const bool is_last = stage_ + 1 == forecast_.stages();
  // The best epoch so far is the best guess at what the selection will choose.
  const std::int64_t chosen = record().best_epoch > 0 ? record().best_epoch : record().epochs;
  const bool once_more = selecting() && protocol_ == "strict-val";
  const Outlook outlook =
      forecast_.outlook({stage_, epoch, looks_ahead(is_last ? epoch : 0), once_more ? chosen : 0});
  progress_.begin({fmt::format("epoch {}/{}", epoch + 1, training.epochs_of_stage()),
                   (selecting() ? "selection: " : "") + training.stage().name,
                   training.iterations_per_epoch(), done, outlook.pace / total,
                   outlook.later * total, outlook.after});
}

void Runner::end_epoch(const LoadedDataSet& data, RunPart& part, const CompletedEpoch& completed) {
  RunningRecipe& recipe = part.session->recipe();
  Json line = {{"part", record().part},
               {"stage", completed.stage},
               {"epoch", completed.epoch},
               {"epochs", completed.epochs},
               {"step", recipe.iterations_in_all()}};
  const std::vector<NamedMean> means = recipe.take_means();
  for (const NamedMean& one : means) line["losses"][one.name] = one.mean;
  for (const NamedMean& one : recipe.take_gradient_norms()) line["gradients"][one.name] = one.mean;
  files_->append_metrics(line);
  const double seconds = progress_.elapsed();
  forecast_.took(stage_, epoch_share_, seconds);
  const auto every = request_.pipeline.at("evaluate").at("every").get<std::int64_t>();
  const bool due = completed.epoch % every == 0 || completed.epoch == record().epochs;
  if (completed.last_stage && evaluates_epochs() && due) look(data, part, completed.epoch);
  progress_.end({note_of(means), seconds, completed.epoch % kEpochsPerLine == 0});
  const std::int64_t between = epochs_between_checkpoints(request_.pipeline);
  if (saves_behind(completed, between, recipe.finished())) files_->save(part.session->state());
}

/// As the pipeline says; one of an older version says nothing.
KeptScores Runner::kept_of(const Evaluator& evaluator) const {
  const auto wanted = request_.pipeline.at("evaluate").value("scores", std::string("auto"));
  if (wanted == "all") return KeptScores::all;
  if (wanted == "best") return KeptScores::best;
  return evaluator.kept_by_size();
}

/// A request to stop is answered inside it: then it is made first when the run goes on.
Look Runner::stoppable_look(const LoadedDataSet& data, RunPart& part, std::int64_t epoch,
                            const LookSettings& settings) {
  record().due_look = epoch;
  try {
    const WorkTeller teller(progress_, WorkTeller::Manner::aside);
    Look look = look_at(*files_, data, part, epoch, settings);
    record().due_look = 0;
    return look;
  } catch (const Failure& failure) {
    if (!is_stopped(failure) && !another_was_stopped(failure)) throw;
    const int pending = InterruptGuard::pending();
    stop(*part.session, pending != 0 ? pending : signal_of(failure.code()));
  }
}

/// Inside a look that ranks make together.
bool Runner::another_was_stopped(const Failure& failure) const {
  return ranks_ && ranks_->ended_by_another() && signal_of(failure.code()) != 0;
}

void Runner::look(const LoadedDataSet& data, RunPart& part, std::int64_t epoch) {
  const bool is_about_result = record().part == part_of_result(request_.pipeline);
  progress_.show("evaluating");
  const double begun = progress_.elapsed();
  const LookSettings settings{
      selecting(),
      !evaluates_epochs(),
      is_about_result,
      kept_of(part.session->evaluator()),
      {{"precision", precision_.name()}, {"device", device_name(request_.pipeline)}},
      composer_,
      progress_,
      ranks_};
  const Look look = telling_of_memory(
      [&] { return stoppable_look(data, part, epoch, settings); },
      [&](Problem& problem) {
        problem.why.push_back(
            fmt::format("in the look at held-out rows after epoch {}, at {} at once", epoch,
                        part.session->evaluator().data().samples.at_once()));
        const bool makes_rows = !part.session->recipe().has_joint_term();
        advise(problem, halved(request_.pipeline, composer_, {false, makes_rows}));
      });
  files_->append_metrics(metrics_line(look, part.session->recipe().iterations_in_all()));
  forecast_.look_took(progress_.elapsed() - begun);
  progress_.set_figure(choosing_text(look.figures));
  progress_.detail(fmt::format("epoch {}: {}", epoch, figures_text(look.figures)));
  if (choosing_figure(look.figures) <= record().best) return;
  record().best = choosing_figure(look.figures);
  record().best_epoch = epoch;
  if (selecting() && !look.threshold.is_null()) record().threshold = look.threshold.get<double>();
}

void Runner::stop(Session& session, int signal) {
  files_->save(session.state());
  if (ranks_ && !ranks_->ended_by_another()) expect_no_failed_rank();
  const std::string directory = files_->directory().path().string();
  throw stopped(signal, directory, {"everything up to the last iteration was saved"},
                resume_command(request_, directory));
}

/// Who is asked to stop since another rank has failed ends with that one's words.
void Runner::expect_no_failed_rank() {
  try {
    ranks_->throw_told_end();
  } catch (const Failure& failure) {
    if (signal_of(failure.code()) == 0) throw;  // that one was only faster to stop
  }
}

void Runner::finish_selection() {
  const Json selection = selection_document(files_->looks());
  RunRecord next;
  next.run = record().run;
  next.epochs = selection.at("epoch").get<std::int64_t>();
  if (selection.contains("threshold")) next.threshold = selection.at("threshold").get<double>();
  record() = next;
  // Without tensors: a run that dies before the next checkpoint begins the final part anew.
  files_->save({});
}

Json Runner::finish() {
  const ScoreFile scores = best_scores(*files_, request_.pipeline);
  const Json document = result_document(request_.pipeline, files_->looks(), scores);
  if (protocol_ == "strict-val")
    files_->write("selection.json", selection_document(files_->looks()));
  // Before the result: whoever has that has finished. An older version's pipeline says nothing.
  files_->trim_checkpoint(
      request_.pipeline.at("checkpoint").value("keep", std::string("everything")));
  files_->write("result.json", document);
  files_->set_end(Exit::ok, "", document.at("metrics"));
  return with_place(document);
}

Json Runner::with_place(Json document) const {
  document["run_dir"] = files_->directory().path().string();
  return document;
}

}  // namespace zeroth::host
