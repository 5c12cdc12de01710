#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/pipeline/pipeline.h"

namespace zeroth::host {

struct PipelineRequest {
  std::filesystem::path file;
  std::vector<std::string> sets;  ///< `path=value` of --set, in order
  /// `${env:NAME}` of a variable that is not set stays as text: for what never opens the file.
  bool allow_unset_environment = false;
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
///
/// No file is larger than 16 MiB, nothing is nested more than 100 levels deep (variables inside
/// variables count), and the keys that lead to a value have 1000 bytes at most; for the rest see
/// pipeline_limits.h.
/// @throws Failure(bad_configuration or no_input).
Pipeline read_pipeline(const PipelineRequest& request);

}  // namespace zeroth::host
