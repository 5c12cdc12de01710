#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// A pipeline after `extends`, presets, overrides and variables, with the origin of every value.
struct Pipeline {
  Json document;
  /// JSON pointer -> "file:line:col", that with " (preset NAME)", "--set a.b=v", "default".
  std::map<std::string, std::string> origins;
  /// JSON pointer -> what --set wrote there and is no text in JSON: `2024`, `true`, `1e3`. Where
  /// the schema wants a text, that is what it means.
  std::map<std::string, std::string> set_texts = {};

  /// "origin  pointer", for messages; a value without an origin has its parent's.
  std::string where(const std::string& pointer) const;

  /// Where a relative path that stands at `pointer` starts: the folder of the file that says it; of
  /// what --set or the environment says, the current one, which is empty.
  std::filesystem::path folder_of(const std::string& pointer) const;
};

}  // namespace zeroth::host
