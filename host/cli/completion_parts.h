#pragma once

#include <string>
#include <vector>

#include "host/cli/command_tree.h"

namespace zeroth::host {

// What the completion scripts of all shells are made of.

std::string replace_all(std::string text, const std::string& from, const std::string& to);

/// The page of a subcommand.
const CommandPage& page_of(const std::vector<CommandPage>& pages, const CommandPage& parent,
                           const std::string& last);

/// How a shell completes each kind of value.
struct Actions {
  const char* plugins;
  const char* pipelines;
  const char* files;
  const char* directories;
  const char* words;  ///< {} are the words
};

/// What completes a value; empty when nothing can.
std::string action_of(const Argument& argument, const std::vector<CommandPage>& pages,
                      const Actions& actions);

/// A pattern of all commands, as bash and zsh match them.
std::string known_paths(const std::vector<CommandPage>& pages);

/// Cases "command:option)" of bash and zsh, with what completes the option's value.
std::string option_cases(const std::vector<CommandPage>& pages, const Actions& actions);

}  // namespace zeroth::host
