#include "host/record/record_chain.h"

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

std::string head_of(const std::vector<Json>& records) {
  return records.empty() ? "" : records.back().at("hash").get<std::string>();
}

}  // namespace

Json ChainMark::to_json() const { return {{"count", count}, {"head", head}}; }

ChainMark ChainMark::from_json(const Json& json) {
  return {json.at("count").get<std::int64_t>(), json.at("head").get<std::string>()};
}

RecordChain::RecordChain(std::filesystem::path file, std::string what)
    : file_(std::move(file)), what_(std::move(what)) {
  read();
}

void RecordChain::broken(const std::string& why) const {
  refuse_file(what_ + " was changed", file_, why);
}

void RecordChain::read() {
  std::ifstream stream(file_, std::ios::binary);
  std::string line;
  while (std::getline(stream, line) && !stream.eof()) {
    whole_ += line.size() + 1;
    const auto number = static_cast<std::int64_t>(records_.size()) + 1;
    Json record = parse_json_record(line).value_or(Json());
    try {
      const bool follows = record.is_object() && record.at("number") == number &&
                           record.at("previous") == head_of(records_) &&
                           record.at("hash") == hash_of_record(record);
      if (!follows) broken(fmt::format("record {} does not follow from those before it", number));
    } catch (const Json::exception&) {
      broken(fmt::format("record {} is not whole", number));
    }
    records_.push_back(std::move(record));
  }
  expect_readable(stream, file_.string());
}

void RecordChain::drop_unfinished() const { cut_file_to(file_, whole_); }

void RecordChain::expect(const ChainMark& mark) const {
  const auto count = static_cast<std::size_t>(std::max<std::int64_t>(mark.count, 0));
  if (count > records_.size()) {
    broken(fmt::format("it holds {} looks, and {} were made", records_.size(), count));
  }
  if (count > 0 && records_[count - 1].at("hash") != mark.head) {
    broken(fmt::format("look {} is not the one that was made", count));
  }
}

const Json& RecordChain::append(const Json& content) {
  Json record = {{"number", static_cast<std::int64_t>(records_.size()) + 1},
                 {"previous", head_of(records_)}};
  merge_into(record, content);
  record = Json::parse(file_text(record, -1));  // numbers and texts as they will be read back
  const std::string hash = hash_of_record(record);
  record["time"] = time_stamp();
  record["hash"] = hash;
  const std::string line = file_text(record, -1);
  append_line(file_, line, what_.c_str());
  whole_ += line.size() + 1;
  flush_file(file_, what_.c_str());
  records_.push_back(std::move(record));
  return records_.back();
}

ChainMark RecordChain::mark() const {
  return {static_cast<std::int64_t>(records_.size()), head_of(records_)};
}

}  // namespace zeroth::host
