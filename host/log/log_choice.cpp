#include "host/log/log_choice.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "host/base/begins_with.h"
#include "host/base/printable.h"
#include "host/base/problem.h"
#include "host/log/mlflow_store.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTensorboard = "tensorboard";
constexpr const char* kMlflow = "mlflow";
constexpr const char* kNone = "none";
/// Where MLflow looks for its store unless it is told otherwise.
constexpr const char* kMlflowFile = "mlflow.db";

/// @param fix  with {} for the option
[[noreturn]] void refuse(const std::string& option, const std::string& what,
                         std::vector<std::string> why, const std::string& fix) {
  throw Failure(Exit::usage,
                {what, option, std::move(why), fmt::format(fmt::runtime(fix), option)});
}

std::string store_file(const std::string& option, std::string place) {
  const std::string scheme = "sqlite:///";
  if (begins_with(place, scheme)) {
    place.erase(0, scheme.size());
  } else if (place.find("://") != std::string::npos) {
    refuse(option,
           fmt::format("\"{}\" is no store that can be written", printable_line(shortened(place))),
           {"it is written as a file of SQLite, and no server is asked"},
           "write a file, {} mlflow=FILE, and show it: mlflow ui --backend-store-uri "
           "sqlite:///FILE");
  }
  if (place.empty()) refuse(option, "mlflow= names no file", {}, "{0} mlflow=FILE, or {0} mlflow");
  std::error_code error;
  return fs::absolute(place, error).lexically_normal().string();
}

void add(const std::string& option, LogChoice& choice, const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  if (name == kTensorboard && equals == std::string::npos) {
    choice.tensorboard = true;
  } else if (name == kMlflow) {
    choice.mlflow =
        store_file(option, equals == std::string::npos ? kMlflowFile : word.substr(equals + 1));
  } else if (word == kNone) {
    choice = {};
  } else if (name == kTensorboard) {
    refuse(option, "tensorboard takes no place",
           {"its event files are in the directory of the run"}, "{} tensorboard");
  } else {
    const std::string near = nearest(name, {kTensorboard, kMlflow, kNone});
    refuse(option,
           fmt::format("nothing can be logged to \"{}\"{}", printable_line(shortened(name)),
                       near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)),
           {"metrics.jsonl in the directory of the run is always written"},
           "{0} tensorboard, {0} mlflow, {0} mlflow=FILE, or both with a comma between");
  }
}

}  // namespace

Json LogChoice::to_json() const { return {{kTensorboard, tensorboard}, {kMlflow, mlflow}}; }

LogChoice LogChoice::from_json(const Json& json) {
  return {json.at(kTensorboard).get<bool>(), json.at(kMlflow).get<std::string>()};
}

LogChoice log_choice(const std::vector<std::string>& words, const std::string& option) {
  LogChoice choice;
  for (const std::string& word : words) {
    for (std::size_t begin = 0; begin <= word.size();) {
      const std::size_t end = std::min(word.find(',', begin), word.size());
      add(option, choice, word.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return choice;
}

void check_log_choice(const LogChoice& choice) {
  if (!choice.mlflow.empty()) MlflowStore store(choice.mlflow);
}

}  // namespace zeroth::host
