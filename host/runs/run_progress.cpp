#include "host/runs/run_progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <vector>

#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// Enough for the lines of an epoch: one has some hundred bytes.
constexpr std::uintmax_t kProgressTail = 1 << 16;

/// The last lines of a file that have an end.
std::vector<std::string> last_lines(const fs::path& file) {
  std::error_code error;
  const std::uintmax_t size = fs::is_regular_file(file, error) ? fs::file_size(file, error) : 0;
  if (error || size == 0) return {};
  std::ifstream stream(file, std::ios::binary);
  const std::uintmax_t begin = size > kProgressTail ? size - kProgressTail : 0;
  stream.seekg(static_cast<std::streamoff>(begin));
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line) && !stream.eof();) lines.push_back(line);
  if (begin > 0 && !lines.empty()) lines.erase(lines.begin());  // its beginning is missing
  return lines;
}

std::int64_t epochs_at(const Json& pipeline, const std::string& pointer) {
  const Json::json_pointer place(pointer);
  if (!pipeline.contains(place) || !pipeline.at(place).is_number_integer()) return 0;
  return pipeline.at(place).get<std::int64_t>();
}

/// Of a metrics file whose lines do not say it. A stage that bears the name of a component is the
/// training of it, by its own number of epochs where it has one; every other is taken for the main
/// training.
std::int64_t epochs_of(const std::string& stage, const Json& pipeline) {
  const bool is_component = pipeline.is_object() && pipeline.contains(stage);
  const std::int64_t own =
      is_component ? epochs_at(pipeline, child_pointer("", stage) + "/params/epochs") : 0;
  return own > 0 ? own : epochs_at(pipeline, "/train/epochs");
}

struct EpochLine {
  std::string part, stage;
  std::int64_t epoch = 0, epochs = 0;  ///< 0: it does not say how many
};

std::optional<EpochLine> epoch_of(const Json& line) {
  const auto is = [&](const char* name, bool (Json::*type)() const noexcept) {
    return line.contains(name) && (line.at(name).*type)();
  };
  if (!is("part", &Json::is_string) || !is("stage", &Json::is_string)) return std::nullopt;
  if (!is("epoch", &Json::is_number_integer)) return std::nullopt;
  return EpochLine{
      line.at("part").get<std::string>(), line.at("stage").get<std::string>(),
      line.at("epoch").get<std::int64_t>(),
      is("epochs", &Json::is_number_integer) ? line.at("epochs").get<std::int64_t>() : 0};
}

}  // namespace

std::string RunProgress::text() const {
  if (part.empty()) return "";
  const char* before = part == "selection" ? "selection: " : "";
  if (epochs == 0) return fmt::format("{}{} {}", before, stage, epoch);
  return fmt::format("{}{} {}/{}", before, stage, epoch, epochs);
}

RunProgress read_progress(const fs::path& metrics, const Json& pipeline) {
  RunProgress progress;
  std::vector<std::string> lines = last_lines(metrics);
  std::reverse(lines.begin(), lines.end());
  for (const std::string& line : lines) {
    const Json document = parse_json_record(line).value_or(Json());
    if (!document.is_object()) continue;
    if (progress.evaluation.is_null() && document.contains("evaluation")) {
      progress.evaluation = document.at("evaluation");
    }
    const auto epoch = epoch_of(document);
    if (!epoch) continue;
    progress.part = epoch->part;
    progress.stage = epoch->stage;
    progress.epoch = epoch->epoch;
    const std::int64_t asked =
        epoch->epochs > 0 ? epoch->epochs : epochs_of(epoch->stage, pipeline);
    progress.epochs = asked >= epoch->epoch ? asked : 0;
    break;
  }
  return progress;
}

}  // namespace zeroth::host
