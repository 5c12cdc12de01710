#include "host/record/look_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "host/base/hash.h"
#include "host/base/read_failure.h"
#include "host/record/appended_file.h"
#include "host/record/refused_file.h"
#include "host/record/sealed_json.h"
#include "host/record/time_stamp.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

/// The members that are hashed: everything but the hash itself and the time.
std::string hash_of_record(const Json& record) {
  return hash_of(file_text(without(without(record, "hash"), "time"), -1));
}

}  // namespace

Json Look::to_json() const {
  return {{"problem", problem},        {"part", part},   {"epoch", epoch},
          {"figures", figures},        {"gate", gate},   {"threshold", threshold},
          {"scores", scores},          {"model", model}, {"metrics", metrics},
          {"environment", environment}};
}

Look Look::from_json(const Json& json) {
  Look look;
  look.problem = json.at("problem").get<std::string>();
  look.part = json.at("part").get<std::string>();
  look.epoch = json.at("epoch").get<std::int64_t>();
  look.figures = json.at("figures");
  look.gate = json.at("gate");
  look.threshold = json.at("threshold");
  look.scores = json.at("scores").get<std::string>();
  look.model = json.at("model").get<std::string>();
  look.metrics = json.at("metrics").get<std::string>();
  look.environment = json.at("environment").get<std::string>();
  return look;
}

Json ChainMark::to_json() const { return {{"count", count}, {"head", head}}; }

ChainMark ChainMark::from_json(const Json& json) {
  return {json.at("count").get<std::int64_t>(), json.at("head").get<std::string>()};
}

LookChain::LookChain(std::filesystem::path file) : file_(std::move(file)) { read(); }

void LookChain::broken(const std::string& why) const {
  refuse_file("the record of looks at the test set was changed", file_, why);
}

void LookChain::read() {
  std::ifstream stream(file_, std::ios::binary);
  std::string line;
  while (std::getline(stream, line) && !stream.eof()) {
    whole_ += line.size() + 1;
    const auto number = static_cast<std::int64_t>(looks_.size()) + 1;
    const Json record = parse_json_record(line).value_or(Json());
    try {
      const bool follows = record.is_object() && record.at("number") == number &&
                           record.at("previous") == mark().head &&
                           record.at("hash") == hash_of_record(record);
      if (!follows) broken(fmt::format("record {} does not follow from those before it", number));
      looks_.push_back(Look::from_json(record));
      hashes_.push_back(record.at("hash").get<std::string>());
    } catch (const Json::exception&) {
      broken(fmt::format("record {} is not whole", number));
    }
  }
  expect_readable(stream, file_.string());
}

void LookChain::drop_unfinished() const { cut_file_to(file_, whole_); }

void LookChain::expect(const ChainMark& mark) const {
  const auto count = static_cast<std::size_t>(std::max<std::int64_t>(mark.count, 0));
  if (count > looks_.size()) {
    broken(fmt::format("it holds {} looks, and {} were made", looks_.size(), count));
  }
  if (count > 0 && hashes_[count - 1] != mark.head) {
    broken(fmt::format("look {} is not the one that was made", count));
  }
}

void LookChain::append(const Look& look) {
  Json record = {{"number", static_cast<std::int64_t>(looks_.size()) + 1},
                 {"previous", mark().head}};
  merge_into(record, look.to_json());
  record = Json::parse(file_text(record, -1));  // numbers and texts as they will be read back
  const std::string hash = hash_of_record(record);
  record["time"] = time_stamp();
  record["hash"] = hash;
  const std::string line = file_text(record, -1);
  append_line(file_, line, "the record of looks at the test set");
  whole_ += line.size() + 1;
  flush_file(file_, "the record of looks at the test set");
  looks_.push_back(Look::from_json(record));
  hashes_.push_back(hash);
}

std::optional<Look> LookChain::find(const std::string& part, std::int64_t epoch) const {
  for (auto look = looks_.rbegin(); look != looks_.rend(); ++look) {
    if (look->part == part && look->epoch == epoch) return *look;
  }
  return std::nullopt;
}

std::int64_t LookChain::test_looks() const {
  return std::count_if(looks_.begin(), looks_.end(),
                       [](const Look& look) { return look.problem == "test"; });
}

ChainMark LookChain::mark() const {
  return {static_cast<std::int64_t>(hashes_.size()), hashes_.empty() ? "" : hashes_.back()};
}

}  // namespace zeroth::host
