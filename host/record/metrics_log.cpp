#include "host/record/metrics_log.h"

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <utility>

#include "host/base/problem.h"
#include "host/base/read_failure.h"
#include "host/record/appended_file.h"
#include "host/record/refused_file.h"
#include "host/record/sealed_json.h"
#include "host/record/time_stamp.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

constexpr const char* kMetricsName = "the metrics";

[[noreturn]] void metrics_damaged(const std::filesystem::path& file, const std::string& why) {
  refuse_file("the metrics are not those that the run wrote", file, why);
}

/// @param begin  where the line begins
Json parsed_line(const std::string& line, std::uintmax_t begin, const std::filesystem::path& file) {
  Json document = parse_json_record(line).value_or(Json());
  if (document.is_object()) return document;
  metrics_damaged(file, fmt::format("byte {}: not a line of JSON", begin));
}

/// What counts of a line is everything but its time.
void add(Hasher& hasher, const Json& line) {
  const std::string content = file_text(without(line, "time"), -1) + "\n";
  hasher.add(content.data(), content.size());
}

}  // namespace

std::vector<MetricsLine> read_metrics(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw Failure(Exit::no_input,
                  {"a file of the run is missing", file.string(), {}, kPutBackOrStartAgain});
  }
  std::vector<MetricsLine> lines;
  Hasher hasher;
  std::uintmax_t begin = 0;
  for (std::string line; std::getline(stream, line); begin += line.size() + 1) {
    const Json document = parsed_line(line, begin, file);
    add(hasher, document);
    lines.push_back({without(document, "time"), hasher.text()});
  }
  expect_readable(stream, file.string());
  return lines;
}

MetricsLog::MetricsLog(std::filesystem::path file) : file_(std::move(file)) {}

void MetricsLog::cut_back_to(const MetricsMark& mark) {
  std::ifstream stream(file_, std::ios::binary);
  hasher_ = Hasher();
  size_ = 0;
  std::string line;
  while (size_ < mark.size && std::getline(stream, line) && !stream.eof()) {
    add(hasher_, parsed_line(line, size_, file_));
    size_ += line.size() + 1;
  }
  expect_readable(stream, file_.string());
  if (size_ != mark.size) {
    metrics_damaged(file_, fmt::format("whole lines end after {} bytes, and the run wrote {}",
                                       size_, mark.size));
  }
  if (!mark.hash.empty() && hasher_.text() != mark.hash)
    metrics_damaged(file_, "its lines were changed");
  cut_file_to(file_, size_);
}

std::vector<Json> MetricsLog::lines() const {
  std::ifstream stream(file_, std::ios::binary);
  std::vector<Json> all;
  std::uintmax_t begin = 0;
  for (std::string line; begin < size_ && std::getline(stream, line); begin += line.size() + 1) {
    all.push_back(parsed_line(line, begin, file_));
  }
  expect_readable(stream, file_.string());
  return all;
}

Json MetricsLog::append(const Json& line) {
  Json stamped = line;
  stamped["time"] = time_stamp();
  const std::string text = file_text(stamped, -1);
  append_line(file_, text, kMetricsName);
  add(hasher_, stamped);
  size_ += text.size() + 1;
  return stamped;
}

void MetricsLog::flush() const {
  if (size_ > 0) flush_file(file_, kMetricsName);
}

std::string MetricsLog::hash_with(const Json& line) const {
  Hasher with = hasher_;
  add(with, line);
  return with.text();
}

}  // namespace zeroth::host
