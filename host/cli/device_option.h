#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace zeroth::host {

/// Adds --device; the worker knows which there are.
CLI::Option* add_device(CLI::App& command, std::string& device, const std::string& what);

}  // namespace zeroth::host
