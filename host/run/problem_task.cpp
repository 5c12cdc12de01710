#include "host/run/problem_task.h"

#include <string>

namespace zeroth::host {
namespace {

ValidationSettings validation_settings(const Json& pipeline) {
  const Json& block = pipeline.at("evaluate").at("validation");
  return {block.at("seen_share").get<double>(), block.at("unseen_share").get<double>(),
          block.at("seed").get<std::uint64_t>()};
}

}  // namespace

ProblemSetting problem_setting(const Json& pipeline) {
  const Json& block = pipeline.at("problem");
  return {block.at("setting").get<std::string>(), block.at("shots").get<std::int64_t>(),
          block.at("seed").get<std::uint64_t>()};
}

Task task_of(const DataSet& data, const Json& pipeline, bool selecting) {
  Task task = selecting ? validation_task(data, validation_settings(pipeline)) : test_task(data);
  apply_setting(data, problem_setting(pipeline), task);
  return task;
}

}  // namespace zeroth::host
