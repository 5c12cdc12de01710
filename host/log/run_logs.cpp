#include "host/log/run_logs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <system_error>
#include <utility>

#include "host/base/hash.h"
#include "host/base/problem.h"
#include "host/log/mlflow_log.h"
#include "host/log/tensorboard_log.h"
#include "host/record/refused_file.h"
#include "host/record/sealed_json.h"
#include "host/record/this_machine.h"
#include "host/record/time_stamp.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLogsFile = "logs.json";

/// What is wrong, in one line.
std::string words_of(const std::exception& error) {
  const auto* failure = dynamic_cast<const Failure*>(&error);
  if (!failure) return error.what();
  const Problem& problem = failure->problems().front();
  return fmt::format("{} ({}){}", problem.what, problem.where,
                     problem.why.empty() ? "" : ": " + problem.why.front());
}

}  // namespace

RunLogs::RunLogs(const LogChoice& choice, const LoggedRun& run, Say warn, bool must)
    : directory_(run.directory.string()), warn_(std::move(warn)), must_(must) {
  if (choice.tensorboard) open_.push_back({std::make_unique<TensorboardLog>(run)});
  if (choice.mlflow.empty()) return;
  attempt("mlflow", [&] { open_.push_back({std::make_unique<MlflowLog>(run, choice.mlflow)}); });
}

template <class Try>
void RunLogs::attempt(const char* name, Try&& function) {
  try {
    function();
  } catch (const std::exception& error) {
    if (must_) throw;
    warn_(fmt::format("the run is not logged for {} any more: {}", name, words_of(error)));
  }
}

void RunLogs::begin(const std::vector<Json>& lines) {
  std::vector<Open> begun;
  for (Open& one : open_) {
    attempt(one.sink->name(), [&] {
      one.sink->begin(lines);
      begun.push_back(std::move(one));
    });
  }
  open_ = std::move(begun);
  has_begun_ = true;
}

void RunLogs::append(const Json& line) noexcept {
  for (Open& one : open_) {
    try {
      one.waiting.push_back(line);
      one.sink->append(one.waiting);
      one.waiting.clear();
    } catch (const std::exception& error) {
      warn_of(one, error, "it is tried again after each epoch");
    }
  }
}

void RunLogs::end(LoggedEnd how, const Json& figures) noexcept {
  if (!has_begun_) return;
  for (Open& one : open_) {
    try {
      one.sink->append(one.waiting);
      one.waiting.clear();
      one.sink->end(how, figures);
    } catch (const std::exception& error) {
      one.warned = false;
      const std::string fix = fmt::format(
          "it lacks the end of this run; `zeroth runs log {} --to "
          "{}` writes it anew",
          directory_, one.sink->name());
      warn_of(one, error, fix.c_str());
    }
  }
}

void RunLogs::warn_of(Open& one, const std::exception& error, const std::string& then) {
  if (!one.warned) {
    warn_(fmt::format("the log for {} was not written: {}; {}", one.sink->name(), words_of(error),
                      then));
  }
  one.warned = true;
}

std::optional<RememberedLogs> RememberedLogs::read(const fs::path& directory) {
  std::error_code error;
  if (!fs::exists(directory / kLogsFile, error)) return std::nullopt;
  const Json document = read_sealed(directory / kLogsFile);
  try {
    return RememberedLogs{document.at("id").get<std::string>(),
                          LogChoice::from_json(document.at("to"))};
  } catch (const Json::exception& unlike) {
    refuse_damaged(directory / kLogsFile, unlike.what());
  }
}

void RememberedLogs::write(const fs::path& directory) const {
  write_sealed(directory / kLogsFile, {{"id", id}, {"to", choice.to_json()}});
}

std::string new_log_id(const fs::path& directory) {
  return hash_of(fmt::format("{}\n{}\n{}\n{}", time_stamp(), this_machine().value("host", ""),
                             getpid(), directory.string()));
}

}  // namespace zeroth::host
