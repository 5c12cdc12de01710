#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

struct PipelineRequest {
  std::filesystem::path file;
  std::vector<std::string> sets;  ///< `path=value` of --set, in order
  /// `${env:NAME}` of a variable that is not set stays as text: for what never opens the file.
  bool allow_unset_environment = false;
};

/// A pipeline after `extends`, presets, overrides and variables, with the origin of every value.
struct Pipeline {
  Json document;
  /// JSON pointer -> "file:line:col", that with " (preset NAME)", "--set a.b=v", "default".
  std::map<std::string, std::string> origins;

  /// "origin  pointer", for messages; a value without an origin has its parent's.
  std::string where(const std::string& pointer) const;
};

/// Reads a pipeline file.
///
/// `extends` names one file or several, relative to this one; later ones win, and the file itself
/// wins over them. Objects merge by key, everything else replaces, null removes (RFC 7396); when
/// `use` of a block changes, what it inherited as `params` is dropped unless it says
/// `"keep_params": true`. The preset that `preset` names is merged right after the file that
/// defines it, before the files that extend that one; --set comes after all files. Last come
/// `${name}` (from `vars`), `${env:NAME}` and `${env:NAME:-default}`; a text that is only a
/// variable takes the variable's type.
/// @throws Failure(bad_configuration or no_input).
Pipeline read_pipeline(const PipelineRequest& request);

}  // namespace zeroth::host
