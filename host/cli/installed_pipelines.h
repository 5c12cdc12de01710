#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// A pipeline that came with Zeroth.
struct InstalledPipeline {
  std::string name;  ///< "d3gzsl/f-clswgan-cub": the path below the folder, without .json
  std::filesystem::path file;
};

/// What of their folder holds tables of papers and no pipelines.
constexpr const char* kPapersFolder = "papers";

/// Their folder.
std::filesystem::path pipelines_directory();

/// All of them by name, without the parts in base/ that others extend and the tables in papers/.
/// Empty where there are none.
std::vector<InstalledPipeline> installed_pipelines();

/// Those that a name means: the one of that name, else all whose name ends in it ("f-clswgan-cub").
std::vector<InstalledPipeline> pipelines_named(const std::string& name);

/// The file or run directory that a pipeline argument means. A file or run directory of that name
/// wins over an installed pipeline, and that over a run whose name only begins with it; what can be
/// no name, as "my.json", is given back as it is.
/// @throws Failure(no_input) for a name that no pipeline has, Failure(usage) for one that several
/// pipelines or runs have.
std::filesystem::path pipeline_file(const std::filesystem::path& argument);

}  // namespace zeroth::host
