#include "host/runs/setting_table.h"

#include "host/runs/flat_json.h"

namespace zeroth::host {

SettingId SettingTable::id_of(const std::string& path, const std::string& json) {
  // JSON on one line holds no line break: the last one parts the two.
  const auto [found, is_new] =
      ids_.emplace(path + "\n" + json, static_cast<SettingId>(settings_.size()));
  if (!is_new) return found->second;
  const auto [place, is_new_path] =
      places_.emplace(path, static_cast<std::uint32_t>(paths_.size()));
  if (is_new_path) paths_.push_back(path);
  settings_.push_back({path, json, place->second});
  return found->second;
}

std::vector<SettingId> SettingTable::ids_of(const Json& pipeline) {
  std::vector<SettingId> ids;
  for (const auto& [path, value] : flat_values(pipeline)) {
    ids.push_back(id_of(path, same_json(value)));
  }
  return ids;
}

}  // namespace zeroth::host
