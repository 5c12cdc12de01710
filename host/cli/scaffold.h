#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// What a new plugin is made of.
struct ScaffoldRequest {
  std::filesystem::path templates;  ///< a folder per kind
  std::string kind;
  std::string name;                 ///< "margin-ratio"
  std::filesystem::path directory;  ///< is made; must not hold anything
};

/// Kinds that there is a template for.
/// @throws Failure(unavailable) when there are no templates at all.
std::vector<std::string> scaffold_kinds(const std::filesystem::path& templates);

/// Copies the template of the kind with its names filled in.
/// @return the files, in order.
/// @throws Failure(usage) for an unknown kind or a name that no plugin can have,
/// Failure(cannot_create) when the directory is taken or cannot be written.
std::vector<std::filesystem::path> scaffold(const ScaffoldRequest& request);

}  // namespace zeroth::host
