#pragma once

#include <filesystem>
#include <string>

namespace zeroth {
struct PluginEntry;
}

namespace zeroth::host {

/// Loads the plugin `id` from `file`, once per process, and never unloads it: tensors that a plugin
/// made can carry its code long after its components are gone.
/// @throws Failure(unavailable) that says which symbol or library is missing, or what does not fit.
const PluginEntry& load_plugin(const std::string& id, const std::filesystem::path& file);

}  // namespace zeroth::host
