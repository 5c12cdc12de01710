#include "host/compare/setting_differences.h"

#include <map>

#include "host/runs/flat_json.h"

namespace zeroth::host {

SettingRole role_of(const std::string& path) {
  static const std::map<std::string, SettingRole> kRoles = {
      {"seed", SettingRole::seed},       {"precision", SettingRole::numerics},
      {"device", SettingRole::numerics}, {"data", SettingRole::data},
      {"name", SettingRole::idle},       {"preset", SettingRole::idle},
      {"published", SettingRole::idle},  {"checkpoint", SettingRole::idle},
      {"zeroth", SettingRole::idle},
  };
  const auto role = kRoles.find(path.substr(0, path.find('.')));
  return role == kRoles.end() ? SettingRole::method : role->second;
}

const char* name_of(SettingRole role) {
  switch (role) {
    case SettingRole::method:
      return "method";
    case SettingRole::seed:
      return "seed";
    case SettingRole::numerics:
      return "numerics";
    case SettingRole::data:
      return "data";
    default:
      return "idle";
  }
}

std::vector<SettingDifference> setting_differences(const Json& first, const Json& second) {
  std::map<std::string, Json> there;
  for (const auto& [path, value] : flat_values(second)) there[path] = value;
  std::vector<SettingDifference> differences;
  for (const auto& [path, value] : flat_values(first)) {
    const auto other = there.find(path);
    const bool is_there = other != there.end();
    if (!is_there || other->second != value) {
      differences.push_back(
          {path, value, is_there ? std::optional(other->second) : std::nullopt, role_of(path)});
    }
    if (is_there) there.erase(other);
  }
  for (const auto& [path, value] : flat_values(second)) {
    if (there.count(path) > 0) differences.push_back({path, std::nullopt, value, role_of(path)});
  }
  return differences;
}

}  // namespace zeroth::host
