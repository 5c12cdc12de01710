#include "host/reuse/evaluation_log.h"

#include <algorithm>

#include "host/record/look_chain.h"
#include "host/record/record_chain.h"

namespace zeroth::host {
namespace {

/// Looks of the run whose directory holds the model; none where it is a copy.
std::int64_t looks_of_run(const std::filesystem::path& model) {
  const std::filesystem::path file = model / "looks.jsonl";
  std::error_code error;
  return std::filesystem::exists(file, error) ? LookChain(file).test_looks() : 0;
}

}  // namespace

LookCount record_evaluation(const std::filesystem::path& model, const Json& content) {
  RecordChain chain(model / "evaluations.jsonl", "the record of evaluations");
  chain.drop_unfinished();
  chain.append(content);
  LookCount count;
  count.at_these_rows = std::count_if(
      chain.records().begin(), chain.records().end(),
      [&](const Json& one) { return one.at("data").at("hash") == content.at("data").at("hash"); });
  if (content.at("data").at("own").get<bool>()) count.of_its_run = looks_of_run(model);
  return count;
}

}  // namespace zeroth::host
