#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// Where plugins are looked for, first to last.
struct SearchPath {
  std::vector<std::filesystem::path> files;        ///< of --plugin
  std::vector<std::filesystem::path> directories;  ///< of --plugin-path, ZEROTH_PLUGIN_PATH, ...
  std::vector<std::string> ignored = {};           ///< what of the environment is not, and why
};

/// --plugin, --plugin-path, $ZEROTH_PLUGIN_PATH, $XDG_DATA_HOME/zeroth/plugins, and the plugins
/// that came with the program (`executable`/../lib/zeroth/plugins); without the last two when
/// `bare`. What the environment names relative to the current folder is ignored: an option says
/// what the user means now, a variable would make every folder one to load code from. A directory
/// that is named twice is looked at where it is named first.
SearchPath make_search_path(std::vector<std::filesystem::path> files,
                            std::vector<std::filesystem::path> directories,
                            const std::filesystem::path& executable_directory, bool bare);

}  // namespace zeroth::host
