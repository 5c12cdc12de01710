#pragma once

#include <string>
#include <vector>

#include "host/catalog/installed_plugins.h"
#include "host/pipeline/host_schema.h"
#include "host/pipeline/values_check.h"

namespace zeroth::host {

/// Checks the blocks of a pipeline that use plugins, and fills in their defaults.
class PluginBlockCheck {
 public:
  PluginBlockCheck(const InstalledPlugins& installed, ProblemList& problems)
      : installed_(installed), problems_(problems) {}

  /// @return the plugin's description, if it is installed and of that kind.
  const Description* check(Json& block, const std::string& kind, const std::string& pointer,
                           std::vector<std::string> other_keys = {});
  /// Whether it has "use"; a problem otherwise.
  bool is_plugin_block(const Json& block, const std::string& pointer);
  /// A problem: the plugin that is named there is not installed. `what` says so in other words.
  void add_missing(const std::string& id, const std::string& pointer, std::string what = "");
  /// From now on blocks may refer to that one.
  void add_target(std::string pointer, std::string kind);
  /// What the component of a checked block offers: its own tensors and those that it passes on.
  std::vector<TensorDescription> outputs(const Json& block) const;
  /// How many of the problems are plugins that are not installed.
  std::size_t missing() const { return missing_; }

  void check_keys(const Json& block, const std::vector<std::string>& known, const std::string& id,
                  const std::string& pointer);
  /// parent[name], made where it is absent.
  Json& object_at(Json& parent, const char* name, const std::string& pointer);

 private:
  struct Target {
    std::string pointer, kind;
  };
  void check_child(Json& block, const ChildDescription& child, const std::string& id,
                   const std::string& pointer);
  void check_reference(const Json& reference, const ChildDescription& child, const std::string& at);

  const InstalledPlugins& installed_;
  ProblemList& problems_;
  std::vector<Target> targets_;
  std::size_t missing_ = 0;
};

}  // namespace zeroth::host
