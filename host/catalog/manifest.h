#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::host {

/// The one line of JSON in a plugin's ELF section "zeroth".
struct Manifest {
  std::string id, version, interface, sdk, torch, compiler, cplusplus;
  int cxx11abi = 1;

  /// "ood" of "ood.energy".
  std::string kind() const { return id.substr(0, id.find('.')); }
};

/// "generator", "teacher", ...: the kinds of plugins that this host knows.
const std::vector<std::string>& plugin_kinds();

/// A file's manifest, or why it has none that can be used.
struct ManifestReading {
  bool is_plugin = false;  ///< there is a section "zeroth"
  std::optional<Manifest> manifest;
  std::vector<std::string> reasons;  ///< every reason to refuse the plugin; empty = usable
};

/// Reads and checks without running any of the file's code.
ManifestReading read_manifest(const std::filesystem::path& file);

/// LibTorch version that this host was built with.
std::string host_torch_version();
std::string host_sdk_version();

}  // namespace zeroth::host
