#include "host/run/run_record.h"

#include <cmath>
#include <utility>

#include "host/record/refused_file.h"

namespace zeroth::host {
namespace {

[[noreturn]] void record_damaged(const std::filesystem::path& file, const std::string& why) {
  refuse_file("the checkpoint is damaged", file, why);
}

std::string threshold_text(const std::optional<double>& threshold) {
  return threshold ? Json(*threshold).dump() : "null";
}

/// Why no run can have written this record; empty: one can.
std::string contradiction(const RunRecord& record) {
  if (record.part != "selection" && record.part != "final") return "part " + record.part;
  if (record.epochs < 1) return "epochs " + std::to_string(record.epochs);
  if (record.best_epoch < 0 || record.best_epoch > record.epochs) {
    return "best_epoch " + std::to_string(record.best_epoch);
  }
  if (record.due_look < 0 || record.due_look > record.epochs) {
    return "due_look " + std::to_string(record.due_look);
  }
  if (!std::isfinite(record.best) || record.best > 100) {
    return "best " + std::to_string(record.best);
  }
  if (record.threshold && std::isnan(*record.threshold))
    return "threshold " + threshold_text(record.threshold);
  if (record.kept != "everything" && record.kept != "weights" && record.kept != "record")
    return "kept " + record.kept;
  if (record.looks.count < 0) return "looks " + std::to_string(record.looks.count);
  return "";
}

RunRecord parsed(const Json& json) {
  RunRecord record;
  record.run = json.at("run").get<std::string>();
  record.part = json.at("part").get<std::string>();
  record.epochs = json.at("epochs").get<std::int64_t>();
  record.best_epoch = json.at("best_epoch").get<std::int64_t>();
  record.best = json.at("best").get<double>();
  const Json& threshold = json.at("threshold");
  if (!threshold.is_null()) record.threshold = threshold.get<double>();
  record.due_look = json.value("due_look", record.due_look);
  record.kept = json.value("kept", record.kept);  // older versions kept everything
  record.metrics.size = json.at("metrics").at("size").get<std::uintmax_t>();
  record.metrics.hash = json.at("metrics").at("hash").get<std::string>();
  record.looks = ChainMark::from_json(json.at("looks"));
  return record;
}

}  // namespace

Json RunRecord::to_json() const {
  return {{"run", run},
          {"part", part},
          {"epochs", epochs},
          {"best_epoch", best_epoch},
          {"best", best},
          {"threshold", threshold ? Json(*threshold) : Json()},
          {"due_look", due_look},
          {"kept", kept},
          {"metrics", {{"size", metrics.size}, {"hash", metrics.hash}}},
          {"looks", looks.to_json()}};
}

RunRecord RunRecord::from_json(const Json& json, const std::filesystem::path& file) {
  try {
    RunRecord record = parsed(json);
    const std::string why = contradiction(record);
    if (!why.empty()) record_damaged(file, "its record says " + why);
    return record;
  } catch (const Json::exception& error) {
    record_damaged(file, std::string("its record: ") + error.what());
  }
}

void write_checkpoint(const std::filesystem::path& file, const RunRecord& record,
                      NamedTensors tensors) {
  write_safetensors(file, {std::move(tensors), {{"record", record.to_json().dump()}}});
}

Checkpoint read_checkpoint_file(const std::filesystem::path& file, Checksum checksum) {
  TensorFile saved = read_safetensors(file, checksum);
  const auto record = saved.metadata.find("record");
  if (record == saved.metadata.end()) record_damaged(file, "it has no record of a run");
  const Json json = Json::parse(record->second, nullptr, /*allow_exceptions=*/false);
  return {RunRecord::from_json(json, file), std::move(saved.tensors)};
}

}  // namespace zeroth::host
