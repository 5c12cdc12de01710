#include "host/cli/plugin_target.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <filesystem>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

[[noreturn]] void not_found(const std::string& id, const PluginIndex& index) {
  throw Failure(
      Exit::unavailable,
      {fmt::format("no plugin \"{}\"{}", id, did_you_mean(nearest(id, index.usable_ids()))), "",
       index.explain(id), "`zeroth list --all` shows what is installed"});
}

}  // namespace

bool names_file(const std::string& target) {
  const std::filesystem::path path(target);
  return path.has_parent_path() || path.extension() == ".so";
}

PluginIndex index_for(const std::string& target, const PluginOptions& options) {
  return names_file(target) ? PluginIndex({{target}, {}}) : options.index();
}

const Candidate& choose_plugin(const std::string& target, const PluginIndex& index) {
  if (!names_file(target)) {
    const Candidate* found = index.find(target);
    if (!found) not_found(target, index);
    return *found;
  }
  const Candidate& file = index.candidates().front();
  if (file.state == PluginState::usable) return file;
  if (!file.manifest) {
    throw Failure(Exit::unavailable, {"the file is no plugin of Zeroth", file.file.string(),
                                      file.reasons, "build it with zeroth_add_plugin()"});
  }
  throw Failure(
      Exit::unavailable,
      {fmt::format("plugin {} was found but cannot be used", file.id()), file.file.string(),
       file.reasons, "rebuild it against this host's SDK, with zeroth_add_plugin()"});
}

}  // namespace zeroth::host
