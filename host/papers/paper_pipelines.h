#pragma once

#include <filesystem>
#include <functional>

#include "host/catalog/plugin_index.h"
#include "host/papers/paper.h"

namespace zeroth::host {

/// The file of a pipeline that a paper names.  @throws Failure where there is none.
using LocatePipeline = std::function<std::filesystem::path(const std::string& name)>;

/// Reads all pipelines of a paper, with all defaults, and takes from them what the paper publishes.
/// One that cannot be read, or whose plugins are missing, says so in `problem` and fails no other;
/// what it publishes is known as far as its file can be read.
/// Where data lie need not be known: an environment variable that is not set stays as text.
void resolve_pipelines(Paper& paper, const PluginIndex& plugins, const LocatePipeline& locate);

}  // namespace zeroth::host
