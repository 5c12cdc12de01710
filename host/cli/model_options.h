#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "host/cli/plugin_options.h"

namespace zeroth::host {

/// What every command of a model takes.
struct ModelOptions {
  PluginOptions plugins;
  std::string model, threads = "auto", progress = "auto";
  bool quiet = false;

  /// The model, the first of its arguments.
  void add_model_to(CLI::App& command);
  /// --threads, --progress, --quiet and where plugins are.
  void add_work_to(CLI::App& command);
};

/// Lets the worker do `command` with `libraries` and with these options, `others` among them.
/// `threads`: as `thread_count` of the options says.
/// @return its exit code.
int run_on_model(const ModelOptions& options, int threads, const char* command,
                 const Json& libraries, const Json& others);

}  // namespace zeroth::host
