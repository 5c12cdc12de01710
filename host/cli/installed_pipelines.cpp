#include "host/cli/installed_pipelines.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <regex>
#include <system_error>

#include "host/base/problem.h"
#include "host/cli/installation.h"
#include "host/record/run_directory.h"
#include "host/runs/run_name.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

bool may_be_name(const fs::path& argument) {
  static const std::regex name("[A-Za-z0-9][A-Za-z0-9_.+-]*(/[A-Za-z0-9][A-Za-z0-9_.+-]*)*");
  return argument.extension() != ".json" && std::regex_match(argument.string(), name);
}

bool ends_in(const std::string& name, const std::string& last) {
  return name.size() > last.size() &&
         name.compare(name.size() - last.size() - 1, std::string::npos, "/" + last) == 0;
}

/// Something that is there, and that a command can take for its pipeline.
bool is_there(const fs::path& argument) {
  std::error_code error;
  if (!fs::is_directory(argument, error)) return fs::exists(argument, error);
  return RunDirectory::is_one(argument);
}

[[noreturn]] void fail_unknown(const std::string& name) {
  std::vector<std::string> known;
  for (const InstalledPipeline& one : installed_pipelines()) {
    known.push_back(one.name);
    known.push_back(fs::path(one.name).filename());
  }
  throw Failure(Exit::no_input,
                {fmt::format("no pipeline \"{}\"{}", name, did_you_mean(nearest(name, known))),
                 pipelines_directory().string(),
                 {"there is neither a file nor an installed pipeline of that name"},
                 "`zeroth pipelines` lists what is installed; the name of a file ends in .json"});
}

[[noreturn]] void fail_ambiguous(const std::string& name,
                                 const std::vector<InstalledPipeline>& found) {
  std::vector<std::string> names;
  for (const InstalledPipeline& one : found) names.push_back(one.name);
  throw Failure(Exit::usage,
                {fmt::format("{} pipelines are called \"{}\"", found.size(), name),
                 pipelines_directory().string(), names, "write one of these names in full"});
}

}  // namespace

fs::path pipelines_directory() { return shared_directory() / "pipelines"; }

std::vector<InstalledPipeline> installed_pipelines() {
  std::vector<InstalledPipeline> all;
  std::error_code error;
  const fs::path root = fs::canonical(pipelines_directory(), error);
  if (error) return all;
  for (fs::recursive_directory_iterator at(root, error), end; at != end; at.increment(error)) {
    const fs::path below = at->path().lexically_relative(root);
    if (below == "base" || below == kPapersFolder) at.disable_recursion_pending();
    if (below.extension() != ".json") continue;
    all.push_back({fs::path(below).replace_extension().string(), at->path()});
  }
  std::sort(all.begin(), all.end(),
            [](const InstalledPipeline& a, const InstalledPipeline& b) { return a.name < b.name; });
  return all;
}

std::vector<InstalledPipeline> pipelines_named(const std::string& name) {
  std::vector<InstalledPipeline> found;
  for (InstalledPipeline& one : installed_pipelines()) {
    if (one.name == name) return {std::move(one)};
    if (ends_in(one.name, name)) found.push_back(std::move(one));
  }
  return found;
}

fs::path pipeline_file(const fs::path& argument) {
  std::error_code error;
  if (!may_be_name(argument) || is_there(argument)) {
    // Of the slot of a study its run.
    return fs::is_directory(argument, error) ? run_named(argument.string()) : argument;
  }
  const std::vector<InstalledPipeline> found = pipelines_named(argument.string());
  if (found.size() == 1) return found.front().file;
  if (!found.empty()) fail_ambiguous(argument.string(), found);
  const fs::path run = run_named(argument.string());
  // Of a directory that is no run the command says what it lacks.
  if (run != argument || fs::is_directory(argument, error)) return run;
  fail_unknown(argument.string());
}

}  // namespace zeroth::host
