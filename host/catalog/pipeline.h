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
  /// JSON pointer -> what --set wrote there and is no text in JSON: `2024`, `true`, `1e3`. Where
  /// the schema wants a text, that is what it means.
  std::map<std::string, std::string> set_texts = {};

  /// "origin  pointer", for messages; a value without an origin has its parent's.
  std::string where(const std::string& pointer) const;
};

// What a pipeline may cost: far more than any needs, far less than what takes a second.

/// Files that are read, each counted as often as an `extends` names it.
constexpr std::size_t kMostFiles = 100;
/// Values (objects, lists and what is in them) of all these files, of --set and of variables.
constexpr std::size_t kMostValues = 10'000;
/// Bytes that variables bring.
constexpr std::size_t kLargestExpansion = 16u << 20;

/// Reads a pipeline file.
///
/// `extends` names one file or several, relative to this one; later ones win, and the file itself
/// wins over them. Objects merge by key, everything else replaces, null removes (RFC 7396); when
/// `use` of a block changes, what it inherited as `params` is dropped unless it says
/// `"keep_params": true`. The preset that `preset` names is merged right after the file that
/// defines it, before the files that extend that one; --set comes after all files. Last come
/// `${name}` (from `vars`), `${env:NAME}` and `${env:NAME:-default}`; a text that is only a
/// variable takes the variable's type.
///
/// No file is larger than 16 MiB, nothing is nested more than 100 levels deep (variables inside
/// variables count), and the keys that lead to a value have 1000 bytes at most; for the rest see
/// above.
/// @throws Failure(bad_configuration or no_input).
Pipeline read_pipeline(const PipelineRequest& request);

}  // namespace zeroth::host
