#include "host/explain/rebuilt_experts.h"

#include "host/base/problem.h"
#include "host/run/kept_checkpoint.h"
#include "host/run/problem_data.h"
#include "host/run/problem_task.h"
#include "host/samples/region_images.h"
#include "host/tensors/safetensors.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

[[noreturn]] void no_checkpoint(const RunDirectory& directory, const std::string& why,
                                const std::string& fix) {
  throw Failure(
      Exit::no_input,
      {"the run has no checkpoint of its experts", directory.checkpoint().string(), {why}, fix});
}

std::string resume(const RunDirectory& directory) {
  return "zeroth run --resume " + directory.path().string() + ", or start the run again";
}

Checkpoint checkpoint_of(const RunDirectory& directory) {
  if (std::filesystem::exists(directory.checkpoint())) {
    // Nothing goes on from here: a header that somebody edited may be looked at.
    return read_checkpoint_file(directory.checkpoint(), Checksum::optional);
  }
  no_checkpoint(directory, "it stopped before its first one, or the file was removed",
                resume(directory));
}

}  // namespace

RebuiltExperts::RebuiltExperts(const ExplainedRun& run, const Composer& composer) {
  const Checkpoint saved = checkpoint_of(run.directory);
  record_ = saved.record;
  if (record_.kept == "record") {
    no_checkpoint(run.directory, "nothing stayed of it when the run had finished",
                  "start the run again with --set checkpoint.keep=weights");
  }
  if (record_.part != "final" || saved.tensors.empty()) {
    no_checkpoint(run.directory, "it has not come to its final training", resume(run.directory));
  }
  Json pipeline = run.pipeline;
  pipeline["train"]["epochs"] = record_.epochs;  // as many as strict-val chose
  ProblemData problem = make_problem(run.data, run.task, problem_setting(run.pipeline).name);
  images_ = problem.test.samples.images();
  labels_ = problem.test.labels;
  session_ = std::make_unique<Session>(std::move(pipeline), composer, std::move(problem));
  if (record_.threshold) recipe().set_threshold(*record_.threshold);
  const NamedTensors all = with_fresh_moments(saved.tensors, recipe().state());
  recipe().restore(TensorMap(all));  // the random streams are of the run's device
  shares_ = recipe().component().call("expert_shares()", [](Recipe& mixes) {
    return dynamic_cast<MixesExperts&>(mixes).expert_shares();
  });
  for (const auto& [name, block] : run.pipeline.at("experts").items()) {
    const Handle<Component>& made = session_->made().at(child_pointer("/experts", name));
    experts_[name] = {made.place(), std::dynamic_pointer_cast<Expert>(made.component())};
  }
}

RegionBatch RebuiltExperts::image(std::int64_t index) const {
  return read_images(images_, index, 1);
}

std::int64_t RebuiltExperts::label(std::int64_t index) const {
  return labels_.data_ptr<std::int64_t>()[index];
}

}  // namespace zeroth::host
