#include "host/study/resolved_run.h"

#include <fmt/format.h>

#include <map>
#include <system_error>
#include <utility>

#include "host/base/printable.h"
#include "host/base/problem.h"
#include "host/pipeline/pipeline_check.h"
#include "host/pipeline/pipeline_reader.h"
#include "host/pipeline/used_plugins.h"
#include "host/pipeline/why.h"
#include "host/record/setting_name.h"
#include "host/study/run_contents.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

std::string set_of(const Setting& setting) {
  return setting.path + "=" + setting.value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// A file beside the plan wins over an installed pipeline.
fs::path file_of(const StudyPlan& plan, const PlannedPipeline& pipeline,
                 const StudySurroundings& surroundings) {
  std::error_code error;
  const fs::path beside = plan.folder() / pipeline.name;
  if (fs::is_regular_file(beside, error)) return beside;
  try {
    const fs::path located = surroundings.locate(pipeline.name);
    return located == fs::path(pipeline.name) ? beside : located;
  } catch (const Failure& failure) {
    Problem problem = failure.problems().front();
    problem.where = pipeline.place;
    problem.why.push_back("there is no such file beside the plan, either");
    throw Failure(failure.code(), std::move(problem));
  }
}

/// "--set train.epochs=5", as messages have it -> where the plan says so.
std::map<std::string, std::string> places_of(const std::vector<Setting>& settings) {
  std::map<std::string, std::string> places;
  for (const Setting& one : settings) {
    places["--set " + shortened(set_of(one))] = one.place;
    places["--set " + shortened(one.path)] = one.place;
  }
  return places;
}

[[noreturn]] void rethrow_with_places(const Failure& failure,
                                      const std::map<std::string, std::string>& places) {
  std::vector<Problem> problems = failure.problems();
  for (Problem& problem : problems) {
    const auto found = places.find(problem.where);
    if (found != places.end()) problem.where = found->second;
  }
  throw Failure(failure.code() == Exit::usage ? Exit::bad_configuration : failure.code(), problems);
}

Pipeline read_with(const StudyPlan& plan, const PlannedRun& run,
                   const StudySurroundings& surroundings) {
  PipelineRequest request;
  request.allow_unset_environment = surroundings.allow_unset_environment;
  request.file = file_of(plan, plan.pipelines[run.pipeline], surroundings);
  for (const Setting& one : run.settings) request.sets.push_back(set_of(one));
  const std::map<std::string, std::string> places = places_of(run.settings);
  try {
    Pipeline pipeline = read_pipeline(request);
    for (auto& [pointer, origin] : pipeline.origins) {
      const auto found = places.find(origin);
      if (found != places.end()) origin = found->second;
    }
    return pipeline;
  } catch (const Failure& failure) {
    rethrow_with_places(failure, places);
  }
}

/// A name of a pipeline may hold what no folder has.
std::string folder_name(const std::string& name) {
  std::string folder;
  constexpr std::size_t kLongest = 60;
  for (const char c : name.substr(0, kLongest)) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    folder += plain && (c != '.' || !folder.empty()) ? c : '_';
  }
  return folder;
}

}  // namespace

ResolvedRun checked_run(const StudyPlan& plan, PlannedRun planned,
                        const StudySurroundings& surroundings) {
  Pipeline pipeline = read_with(plan, planned, surroundings);
  ResolvedRun run;
  run.warnings = check_pipeline(pipeline, surroundings.plugins.installed());
  run.planned = std::move(planned);
  run.pipeline = self_contained(pipeline.document);
  run.name = run.pipeline.at("name").get<std::string>();
  run.protocol = run.pipeline.at("evaluate").at("protocol").get<std::string>();
  run.setting = setting_name(run.pipeline);
  run.seed = run.pipeline.at("seed").get<std::int64_t>();
  return run;
}

ResolvedRun resolve_run(const StudyPlan& plan, PlannedRun planned,
                        const StudySurroundings& surroundings) {
  ResolvedRun run = checked_run(plan, std::move(planned), surroundings);
  RunContents contents{run.pipeline, {}, surroundings.threads, surroundings.version};
  for (const std::string& id : used_plugins(run.pipeline)) {
    if (const Candidate* plugin = surroundings.plugins.find(id))
      contents.plugins[id] = plugin->file;
  }
  run.identity = run_contents_hash(contents, plan.folder(), surroundings.runs);
  run.slot = surroundings.runs /
             fmt::format("{}-seed-{}-{}", folder_name(run.name), run.seed, run.identity);
  return run;
}

}  // namespace zeroth::host
