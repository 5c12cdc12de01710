#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace zeroth::host {

/// An argument or option that means a run or a model: a directory, or a run by the beginning or a
/// part of its name, as `run_named` says. `run` becomes the path of the directory.
CLI::Option* add_run_to(CLI::App& command, const char* name, std::string& run, const char* help);

/// The same, or the file of a bundle: `run` stays its path.
CLI::Option* add_run_or_bundle_to(CLI::App& command, const char* name, std::string& run,
                                  const char* help);

}  // namespace zeroth::host
