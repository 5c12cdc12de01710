#include "host/compare/part_differences.h"

#include <fmt/format.h>

namespace zeroth::host {
namespace {

std::string build_of(const Json& plugin) {
  return fmt::format("{} (hash {})", plugin.at("version").get<std::string>(),
                     plugin.at("hash").get<std::string>().substr(0, 8));
}

}  // namespace

std::vector<PluginDifference> plugin_differences(const RunIdentity& first,
                                                 const RunIdentity& second) {
  std::vector<PluginDifference> differences;
  for (const auto& [id, plugin] : first.plugins.items()) {
    if (!second.plugins.contains(id)) continue;
    const Json& other = second.plugins.at(id);
    if (plugin.at("hash") == other.at("hash") && plugin.at("version") == other.at("version")) {
      continue;
    }
    differences.push_back({id, build_of(plugin), build_of(other)});
  }
  return differences;
}

std::vector<EnvironmentDifference> environment_changes(const RunIdentity& first,
                                                       const RunIdentity& second) {
  const Json one = first.last_environment(), other = second.last_environment();
  const Json bits_of_one = bits_depend_on(one), bits_of_other = bits_depend_on(other);
  std::vector<EnvironmentDifference> differences;
  const auto add = [&](const std::string& name) {
    const Json a = one.value(name, Json()), b = other.value(name, Json());
    const bool decides = bits_of_one.contains(name) || bits_of_other.contains(name);
    if (a != b) differences.push_back({name, a, b, decides});
  };
  for (const auto& [name, value] : one.items()) add(name);
  for (const auto& [name, value] : other.items()) {
    if (!one.contains(name)) add(name);
  }
  return differences;
}

bool moved_on(const RunIdentity& run) {
  return bits_depend_on(run.environment) != bits_depend_on(run.last_environment());
}

}  // namespace zeroth::host
