#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// env.json: what a run is made of.
///
/// {"zeroth", "torch", "blas", "threads", ... (the environment), "pipeline": hash,
///  "data": {"hash", "name"} or null while it has not been read,
///  "plugins": {id: {"version", "hash", "file"}},
///  "changes": [{"time", "environment": what was other then}] where it went on elsewhere}.
struct RunIdentity {
  Json environment = Json::object();
  std::string pipeline;  ///< hash of the resolved pipeline
  Json data;             ///< null: not read yet
  Json plugins = Json::object();
  Json changes = Json::array();

  void write(const std::filesystem::path& directory) const;
  /// @throws Failure(bad_data) when the file is damaged, Failure(no_input) when it is missing.
  static RunIdentity read(const std::filesystem::path& directory);

  /// Hash of pipeline, data and plugins: what a checkpoint belongs to.
  std::string hash() const;
  /// The environment of the last process that worked on the run.
  Json last_environment() const;
};

/// The hash of a resolved pipeline.
std::string pipeline_hash(const Json& pipeline);

/// Refuses a pipeline that is not the one which the run of that directory was made with.
/// @throws Failure(bad_data).
void check_pipeline_of_run(const Json& pipeline, const std::filesystem::path& directory);

/// Refuses to go on with a run that `now` would make another one.
/// @throws Failure(bad_data) naming every plugin, or the data, that is not the one of `then`.
void check_same_run(const RunIdentity& then, const RunIdentity& now,
                    const std::filesystem::path& directory);

/// The part of an environment that the bits of a run depend on.
Json bits_depend_on(const Json& environment);

/// One process names no ranks: beside an environment that does it is one rank.
Json counted_beside(Json environment, const Json& other);

/// What differs between two environments and what that means, for people; empty: nothing.
std::string environment_differences(const Json& then, const Json& now);

}  // namespace zeroth::host
