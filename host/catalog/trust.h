#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

// Whose code may be loaded: root's, the user's, and that of the owner of this program, who could
// change the program as well. A plugin, and the folder that it is looked for in, may be written by
// nobody else: not by everybody, not by a group unless it is the owner's private one (of the same
// name, without other members, as Debian makes it). Every folder on the way belongs to one of the
// three, and where everybody may write to it, has the sticky bit, as /tmp has. Symbolic links are
// followed one by one, and each folder that they lead through counts.

/// Why a file must not be loaded; empty when it may.
std::vector<std::string> distrust_file(const std::filesystem::path& file);

/// Why no plugin may be looked for in a folder; empty when one may.
std::vector<std::string> distrust_folder(const std::filesystem::path& folder);

}  // namespace zeroth::host
