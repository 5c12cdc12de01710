#include "host/study/study_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "host/base/hash.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr std::uint64_t kMostNumber = std::numeric_limits<std::uint64_t>::max();

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > kMostNumber / b ? kMostNumber : a * b;
}

}  // namespace

std::uint64_t number_of_runs(const StudyPlan& plan) {
  std::uint64_t runs = plan.pipelines.size();
  for (const PlanAxis& axis : plan.axes) runs = product(runs, axis.choices.size());
  return runs;
}

PlannedRun planned_run(const StudyPlan& plan, std::size_t index) {
  PlannedRun run{index, 0, plan.fixed};
  std::vector<std::size_t> chosen(plan.axes.size());
  for (std::size_t i = plan.axes.size(); i-- > 0;) {
    chosen[i] = index % plan.axes[i].choices.size();
    index /= plan.axes[i].choices.size();
  }
  run.pipeline = index;
  for (std::size_t i = 0; i < plan.axes.size(); ++i) {
    const std::vector<Setting>& choice = plan.axes[i].choices[chosen[i]];
    run.settings.insert(run.settings.end(), choice.begin(), choice.end());
  }
  return run;
}

void expect_feasible(const StudyPlan& plan) {
  const std::uint64_t runs = number_of_runs(plan);
  if (runs <= plan.most_runs) return;
  std::vector<std::string> why = {fmt::format("pipelines: {}", plan.pipelines.size())};
  for (const PlanAxis& axis : plan.axes) {
    why.push_back(fmt::format("{}: {}", fmt::join(axis.paths, " with "), axis.choices.size()));
  }
  throw Failure(
      Exit::bad_configuration,
      {fmt::format("the plan has {}{} runs, more than {}", runs == kMostNumber ? "more than " : "",
                   runs, plan.most_runs),
       plan.file.string(), std::move(why),
       fmt::format("draw some instead: {{\"random\": 20, \"seed\": 1, ...}} under \"zip\"; if they "
                   "are meant, say \"most_runs\": {} in the plan",
                   runs)});
}

std::string plan_fingerprint(const StudyPlan& plan) {
  Json all = Json::array();
  for (const PlannedPipeline& pipeline : plan.pipelines) all.push_back(pipeline.name);
  const auto add = [&](const std::vector<Setting>& settings) {
    for (const Setting& one : settings) all.push_back({one.path, one.value});
  };
  add(plan.fixed);
  for (const PlanAxis& axis : plan.axes) {
    all.push_back(axis.choices.size());
    for (const std::vector<Setting>& choice : axis.choices) add(choice);
  }
  constexpr std::size_t kDigits = 12;
  return hash_of(all.dump(-1, ' ', false, Json::error_handler_t::replace)).substr(0, kDigits);
}

}  // namespace zeroth::host
