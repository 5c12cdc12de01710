#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// What a setting decides.
enum class SettingRole {
  method,    ///< what is learnt, how, and how it is tested
  seed,      ///< which of the possible courses a training takes
  numerics,  ///< how numbers are rounded
  data,      ///< which data are read: their hash says more
  idle,      ///< no bit of a result
};
const char* name_of(SettingRole role);
/// What a place of a pipeline decides: "train.epochs".
SettingRole role_of(const std::string& path);

/// A setting that two pipelines have otherwise.
struct SettingDifference {
  std::string path;                   ///< "train.epochs"
  std::optional<Json> first, second;  ///< nothing: it is not there
  SettingRole role = SettingRole::method;
};

/// Of two resolved pipelines, in the order of the first.
std::vector<SettingDifference> setting_differences(const Json& first, const Json& second);

}  // namespace zeroth::host
