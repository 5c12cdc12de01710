#pragma once

#include <filesystem>

#include "host/base/json.h"

namespace zeroth::host {

/// bundle.json, what a bundle says of itself.
constexpr const char* kBundleManifest = "bundle.json";
/// The scores of a run, and those of a bundle where all of them had no room.
constexpr const char* kAllScores = "scores.safetensors";
constexpr const char* kBestScores = "best_scores.safetensors";
constexpr const char* kWeights = "model.safetensors";

/// The format of bundles that this host writes.
constexpr int kBundleFormat = 1;

/// What lies in a bundle. The file is {"format", "run", "files", "rewritten", "left_out",
/// "checksum"}.
struct BundleManifest {
  std::string run;                  ///< the name of the run directory
  Json files = Json::object();      ///< name -> hash of its bytes
  Json rewritten = Json::object();  ///< name -> pointers of values that were taken out
  Json left_out = Json::object();   ///< name -> why

  void write(const std::filesystem::path& directory) const;
  /// @throws Failure(bad_data) where it is damaged, Failure(no_input) where it is missing,
  /// Failure(unavailable) where it is of a later format.
  static BundleManifest read(const std::filesystem::path& directory);
};

}  // namespace zeroth::host
