#pragma once

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/catalog/installed_plugins.h"
#include "host/pipeline/pipeline.h"

namespace zeroth::host {

/// A block of a pipeline that another plugin of its kind could take.
struct PluginSlot {
  std::string pointer;  ///< "/generator", "/experts/complete/backbone"
  std::string kind;     ///< "generator"
  std::string plugin;   ///< "generator.f-clswgan"
};

/// The blocks of a checked pipeline that hold its recipe's components and theirs, losses apart:
/// what a loss reads is wired by hand.
std::vector<PluginSlot> slots_of(const Pipeline& checked, const InstalledPlugins& installed);

/// Which plugin stands where, as two pipelines of one composition share it, whatever their data,
/// losses and settings: "d3gzsl /generator generator.f-clswgan ...".
std::string composition_key(const Pipeline& checked, const std::vector<PluginSlot>& slots);

/// A pipeline with other plugins in some of its blocks.
struct Composition {
  std::filesystem::path starts_from;  ///< file of the pipeline that it changes
  std::string name;                   ///< of that pipeline, then the plugins that are new
  Json blocks;                        ///< what it changes, as a pipeline file says it
  std::vector<std::string> plugins;   ///< of its recipe and all its slots
  std::vector<std::string> problems;  ///< why it cannot be; empty: it is legal

  /// A pipeline file that extends the one it starts from, without its published figures.
  Json document() const;
};

/// A pipeline that is there.
struct KnownPipeline {
  std::filesystem::path file;
  Pipeline read;     ///< as read_pipeline() leaves it
  Pipeline checked;  ///< as check_pipeline() does
};

/// Every composition that differs from one of `starts` by at most `changes` plugins and that none
/// of `known` has, each once, those with fewer changes first. A composition is checked as a
/// pipeline is: nothing is read or made.
std::vector<Composition> compositions(const std::vector<KnownPipeline>& starts,
                                      const std::set<std::string>& known, std::size_t changes,
                                      const InstalledPlugins& installed);

}  // namespace zeroth::host
