#include "host/cli/validate_plugins.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <regex>
#include <utility>

#include "host/base/messages.h"
#include "host/catalog/manifest.h"
#include "host/cli/plugin_parameters.h"
#include "host/cli/plugin_target.h"
#include "host/cli/worker_process.h"
#include "host/text/required_path.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

Json subject_of(const Candidate& candidate, Json params = Json::object()) {
  return {{"id", candidate.id()},
          {"file", fs::absolute(candidate.file).string()},
          {"params", std::move(params)}};
}

/// Of every plugin that can be used, for the blocks inside others.
Json files_of(const PluginIndex& index) {
  Json files = Json::object();
  for (const std::string& id : index.usable_ids()) {
    files[id] = fs::absolute(index.find(id)->file).string();
  }
  return files;
}

/// The file without which a plugin cannot be made; empty where it needs none. A data reader opens
/// nothing until it reads.
std::string needed_file(const Candidate& candidate, const PluginIndex& index) {
  if (candidate.manifest->kind() == "data") return "";
  return required_path(index.description(candidate));
}

/// Refused plugins stay what they are: `zeroth list --all` shows them. What needs a file is left
/// out, and that is said.
Json all_subjects(const PluginIndex& index) {
  Json subjects = Json::array();
  for (const std::string& id : index.usable_ids()) {
    const Candidate& candidate = *index.find(id);
    const std::string file = needed_file(candidate, index);
    if (file.empty()) {
      subjects.push_back(subject_of(candidate));
    } else {
      say(fmt::format("{0} needs a file and is left out: zeroth validate {0} --set params.{1}=FILE",
                      id, file));
    }
  }
  return subjects;
}

PluginIndex index_of(const PluginValidation& validation, const PluginOptions& plugins) {
  return validation.target.empty() ? plugins.index() : index_for(validation.target, plugins);
}

Json subjects_of(const PluginValidation& validation, const PluginIndex& index) {
  if (validation.target.empty()) return all_subjects(index);
  const Candidate& plugin = choose_plugin(validation.target, index);
  if (validation.sets.empty()) return Json::array({subject_of(plugin)});
  return Json::array({subject_of(
      plugin, set_parameters(validation.sets, plugin.id(), index.description(plugin)))});
}

}  // namespace

bool means_plugin(const std::string& target) {
  static const std::regex id(fmt::format("({})\\.[^/]*", fmt::join(plugin_kinds(), "|")));
  const fs::path path(target);
  if (path.extension() == ".so") return true;
  std::error_code error;
  return path.extension() != ".json" && std::regex_match(target, id) && !fs::exists(path, error);
}

int validate_plugins(const PluginValidation& validation, const PluginOptions& plugins) {
  const int at_once = validation.at_once > 0 ? validation.at_once : available_processors();
  const PluginIndex index = index_of(validation, plugins);
  const Json request = {{"command", "conformance"},
                        {"subjects", subjects_of(validation, index)},
                        {"files", files_of(plugins.index())},
                        {"include", validation.include},
                        {"cases", validation.cases},
                        {"device", validation.device},
                        {"strictness", validation.strictness},
                        {"seed", validation.seed},
                        {"seconds", validation.seconds},
                        {"at_once", at_once},
                        {"in_process", validation.in_process},
                        {"json", validation.json}};
  // One thread each: forked processes may not inherit a pool of them.
  return run_worker(request, /*threads=*/1).exit_code;
}

}  // namespace zeroth::host
