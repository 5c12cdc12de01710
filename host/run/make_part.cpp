#include "host/run/make_part.h"

#include <utility>

#include "host/run/memory_check.h"
#include "host/run/problem_task.h"
#include "host/run/try_phases.h"

namespace zeroth::host {
namespace {

RowSizes row_sizes(const TrainingData& data) {
  return {data.classes.unseen.size(0), data.samples.numbers_each()};
}

}  // namespace

RunPart make_part(const LoadedDataSet& data, Json pipeline, const RunRecord& record,
                  const Composer& composer, const at::Device& device, RankGroup* ranks) {
  const bool selecting = record.part == "selection";
  pipeline["train"]["epochs"] = record.epochs;
  RunPart part;
  part.task = task_of(data, pipeline, selecting);
  ProblemData problem = make_problem(data, part.task, problem_setting(pipeline).name);
  check_memory(pipeline, composer, row_sizes(problem.training));
  if (ranks) {
    part.tried = std::make_unique<TriedPhases>(try_phases(*ranks, pipeline, composer, problem));
  }
  part.session = std::make_unique<Session>(std::move(pipeline), composer, std::move(problem),
                                           device, ranks, part.tried.get());
  if (!selecting && record.threshold) part.session->recipe().set_threshold(*record.threshold);
  return part;
}

}  // namespace zeroth::host
