#include "host/compare/compared_run.h"

#include "host/record/run_directory.h"

namespace zeroth::host {

Json ComparedRun::setting(const char* block, const char* name) const {
  const auto found = pipeline.find(block);
  if (found == pipeline.end() || !found->is_object()) return nullptr;
  return found->value(name, Json());
}

ComparedRun read_compared_run(const std::filesystem::path& directory) {
  const RunDirectory run = RunDirectory::open(directory);
  ComparedRun read;
  read.summary = read_run(directory);
  read.pipeline = run.pipeline();
  if (run.has("env.json")) read.identity = RunIdentity::read(directory);
  read.has_result = run.has("result.json") && run.has("looks.jsonl");
  return read;
}

}  // namespace zeroth::host
