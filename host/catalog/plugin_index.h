#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/catalog/description.h"
#include "host/catalog/manifest.h"
#include "host/catalog/pipeline_check.h"

namespace zeroth::host {

/// Where plugins are looked for, first to last.
struct SearchPath {
  std::vector<std::filesystem::path> files;        ///< of --plugin
  std::vector<std::filesystem::path> directories;  ///< of --plugin-path, ZEROTH_PLUGIN_PATH, ...
};

/// --plugin, --plugin-path, $ZEROTH_PLUGIN_PATH, $XDG_DATA_HOME/zeroth/plugins, and the plugins
/// that came with the program (`executable`/../lib/zeroth/plugins); without the last two when
/// `bare`.
SearchPath make_search_path(std::vector<std::filesystem::path> files,
                            std::vector<std::filesystem::path> directories,
                            const std::filesystem::path& executable_directory, bool bare);

enum class PluginState { usable, refused, shadowed, unrelated };
const char* state_name(PluginState state);

/// One file that was looked at.
struct Candidate {
  std::filesystem::path file;
  PluginState state = PluginState::usable;
  std::optional<Manifest> manifest;
  std::vector<std::string> reasons;

  std::string id() const { return manifest ? manifest->id : ""; }
};

/// Every plugin on the search path, without loading any.
class PluginIndex {
 public:
  /// @throws Failure(no_input) when a --plugin file does not exist.
  explicit PluginIndex(SearchPath path);

  const std::vector<Candidate>& candidates() const { return candidates_; }
  /// The usable plugin of that id, or nullptr.
  const Candidate* find(const std::string& id) const;
  std::vector<std::string> usable_ids() const;
  /// What the plugin says of itself; read when first asked for.
  /// @throws Failure(unavailable) when it cannot be read.
  const Description& description(const Candidate& candidate) const;
  /// Why an id cannot be used: refused files that claim it with their reasons, and where was
  /// looked.
  std::vector<std::string> explain(const std::string& id) const;
  /// The view of the pipeline checker. Valid as long as the index.
  InstalledPlugins installed() const;

 private:
  void add(const std::filesystem::path& file, std::size_t directory_begin);
  void scan(const std::filesystem::path& directory);

  SearchPath path_;
  std::vector<Candidate> candidates_;
  mutable std::map<std::string, Description> descriptions_;
};

}  // namespace zeroth::host
