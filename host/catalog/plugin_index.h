#pragma once

#include <zeroth/description.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/catalog/installed_plugins.h"
#include "host/catalog/manifest.h"
#include "host/catalog/search_path.h"

namespace zeroth::host {

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
  /// Which of these plugins take the place of another one of the same id, one line each.
  std::vector<std::string> replaced(const std::vector<std::string>& ids) const;
  /// Where was looked, and where not, one line a directory.
  std::vector<std::string> searched() const;
  /// Why an id cannot be used: refused files that claim it with their reasons, then searched().
  std::vector<std::string> explain(const std::string& id) const;
  /// The view of the pipeline checker. Valid as long as the index.
  InstalledPlugins installed() const;

 private:
  void add(Candidate candidate);

  SearchPath path_;
  std::vector<Candidate> candidates_;
  mutable std::map<std::string, Description> descriptions_;
};

}  // namespace zeroth::host
