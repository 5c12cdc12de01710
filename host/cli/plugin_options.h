#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/catalog/plugin_index.h"
#include "host/pipeline/pipeline_reader.h"

namespace zeroth::host {

/// --plugin, --plugin-path and --no-default-paths of a command.
class PluginOptions {
 public:
  void add_to(CLI::App& command);
  PluginIndex index() const;
  /// The options as another program of ours takes them, wherever it is started.
  std::vector<std::string> words() const;

 private:
  std::vector<std::filesystem::path> files_;
  std::vector<std::filesystem::path> directories_;
  bool bare_ = false;
};

/// The pipeline that a command takes, with --set.
void add_pipeline_to(CLI::App& command, PipelineRequest& request);

/// Library of every id; of all usable plugins when `ids` is empty.
Json plugin_files(const PluginIndex& index, const std::vector<std::string>& ids);

/// What the manifest of every id says of its version.
Json plugin_versions(const PluginIndex& index, const std::vector<std::string>& ids);

/// Says on standard error which of these plugins, of all when `ids` is empty, take the place of
/// another one of the same id.
void announce_replaced(const PluginIndex& index, const std::vector<std::string>& ids);

/// A pipeline that has been read and checked; warnings go to standard error. Its file may be the
/// name of an installed pipeline, or a run by its directory or name.
Pipeline load_checked(const PipelineRequest& request, const PluginIndex& index);

}  // namespace zeroth::host
