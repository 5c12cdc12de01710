#include "host/cli/model_plugins.h"

#include <fmt/format.h>

#include <cstdio>
#include <vector>

#include "host/base/problem.h"
#include "host/cli/plugin_options.h"
#include "host/record/model_card.h"

namespace zeroth::host {
namespace {

void check_installed(const std::string& directory, const std::vector<std::string>& ids,
                     const PluginIndex& index) {
  std::vector<Problem> missing;
  for (const std::string& id : ids) {
    if (index.find(id)) continue;
    missing.push_back({fmt::format("no plugin \"{}\"", id),
                       directory,
                       {"the model was made with it, and nothing else is executed in its place"},
                       "install it, or name it with --plugin; `zeroth list --all` shows what is "
                       "installed"});
  }
  if (!missing.empty()) throw Failure(Exit::unavailable, missing);
}

}  // namespace

Json plugins_of_model(const std::string& directory, const PluginIndex& index) {
  const Json card = read_model_card(directory);
  std::vector<std::string> ids;
  for (const auto& [id, one] : card.at("plugins").items()) {
    if (id.rfind("data.", 0) != 0) ids.push_back(id);
  }
  check_installed(directory, ids, index);
  Json files = plugin_files(index, ids);
  const Json versions = plugin_versions(index, ids);
  for (const std::string& id : ids) {
    const std::string then = card.at("plugins").at(id).value("version", "unknown");
    const std::string now = versions.at(id).get<std::string>();
    if (then == now) continue;
    fmt::print(stderr, "warning: {} is of version {}, and the model was made with {}\n", id, now,
               then);
  }
  announce_replaced(index, ids);
  return files;
}

}  // namespace zeroth::host
