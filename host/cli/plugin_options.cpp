#include "host/cli/plugin_options.h"

#include "host/base/messages.h"
#include "host/cli/command_tree.h"
#include "host/cli/installation.h"
#include "host/cli/installed_pipelines.h"
#include "host/cli/run_pipeline.h"

namespace zeroth::host {

void PluginOptions::add_to(CLI::App& command) {
  command.add_option("--plugin", files_, "Use this plugin file")->type_name(kFileType);
  command.add_option("--plugin-path", directories_, "Look for plugins here first")
      ->type_name(kDirectoryType);
  command.add_flag("--no-default-paths", bare_,
                   "Look only in --plugin-path and ZEROTH_PLUGIN_PATH");
}

PluginIndex PluginOptions::index() const {
  return PluginIndex(make_search_path(files_, directories_, executable_directory(), bare_));
}

std::vector<std::string> PluginOptions::words() const {
  std::vector<std::string> all;
  const auto add = [&](const char* option, const std::vector<std::filesystem::path>& paths) {
    for (const std::filesystem::path& path : paths) {
      all.insert(all.end(), {option, std::filesystem::absolute(path).lexically_normal().string()});
    }
  };
  add("--plugin", files_);
  add("--plugin-path", directories_);
  if (bare_) all.push_back("--no-default-paths");
  return all;
}

void add_pipeline_to(CLI::App& command, PipelineRequest& request) {
  command
      .add_option("pipeline", request.file,
                  "Pipeline file, name of an installed pipeline, or a run")
      ->type_name(kPipelineType)
      ->required();
  command.add_option("--set", request.sets, "Override a value: path=value")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
}

Json plugin_files(const PluginIndex& index, const std::vector<std::string>& ids) {
  Json files = Json::object();
  for (const std::string& id : ids.empty() ? index.usable_ids() : ids) {
    if (const Candidate* candidate = index.find(id)) files[id] = candidate->file.string();
  }
  return files;
}

Json plugin_versions(const PluginIndex& index, const std::vector<std::string>& ids) {
  Json versions = Json::object();
  for (const std::string& id : ids) {
    if (const Candidate* candidate = index.find(id)) versions[id] = candidate->manifest->version;
  }
  return versions;
}

void announce_replaced(const PluginIndex& index, const std::vector<std::string>& ids) {
  for (const std::string& line : index.replaced(ids.empty() ? index.usable_ids() : ids)) {
    say("warning: " + line);
  }
}

Pipeline load_checked(const PipelineRequest& request, const PluginIndex& index) {
  PipelineRequest located = request;
  located.file = pipeline_file(request.file);
  // A run directory stands for its pipeline.
  if (names_directory(located.file)) located.file = pipeline_file_of_run(located.file);
  Pipeline pipeline = read_pipeline(located);
  for (const std::string& warning : check_pipeline(pipeline, index.installed())) {
    say(warning);
  }
  return pipeline;
}

}  // namespace zeroth::host
