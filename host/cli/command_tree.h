#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace zeroth::host {

// What a value is, by the type name of its option: a type name with bars lists all values there
// are ("auto|plain"), these say what kind of thing it names, any other is only shown.
constexpr const char* kPipelineType = "PIPELINE";
constexpr const char* kPluginType = "PLUGIN";
constexpr const char* kFileType = "FILE";
constexpr const char* kDirectoryType = "DIR";
constexpr const char* kCommandType = "COMMAND";

/// An option, a flag or a positional argument.
struct Argument {
  std::vector<std::string> names;  ///< "-h", "--help"; one without dashes for a positional
  std::string type;                ///< empty for a flag
  std::string help;
  bool required = false;
  bool repeated = false;

  /// The values that its type lists.
  std::vector<std::string> choices() const;
};

/// One command as the parser knows it.
struct CommandPage {
  std::string name;  ///< "run", "data verify"; empty for the program itself
  std::string help;
  std::string footer;
  std::vector<Argument> options;
  std::vector<Argument> positionals;
  std::vector<std::string> subcommands;  ///< last words of their names
};

/// "zeroth data verify".
std::string full_name(const CLI::App& command);

/// The program and all its commands, each before those below it.
std::vector<CommandPage> command_pages(const CLI::App& program);

/// Type name for one of these values.
std::string choice_type(const std::vector<std::string>& values);

}  // namespace zeroth::host
