#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/base/problem.h"

namespace zeroth::host {

/// What to write in place of a word that other programs have for a command, or `list` for a kind.
/// `command` is the command's full name ("zeroth", "zeroth data"), `rest` what stands behind the
/// word: it goes into the suggestion where that takes it.
std::optional<Problem> hint_for(const std::string& command, const std::string& word,
                                const std::vector<std::string>& rest);

/// Why a word is no command below `parent`: a hint, or the nearest name.
Problem unknown_command(const CLI::App& parent, const std::string& word,
                        const std::vector<std::string>& rest);

/// The command of that name right below one; none: null.
const CLI::App* command_below(const CLI::App& parent, const std::string& name);

/// Names of the commands right below one.
std::vector<std::string> names_below(const CLI::App& command);

}  // namespace zeroth::host
