#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace zeroth::host {

/// Where a command listens: `--port` and `--host`. On this machine alone unless it is told
/// otherwise.
struct ListenOptions {
  std::string host = "127.0.0.1";
  int port = 0;

  void add_listen_to(CLI::App& command);
};

}  // namespace zeroth::host
