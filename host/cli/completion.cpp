#include "host/cli/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>

#include "host/base/problem.h"
#include "host/cli/shell_quoted.h"

namespace zeroth::host {
namespace {

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

const CommandPage& page_of(const std::vector<CommandPage>& pages, const CommandPage& parent,
                           const std::string& last) {
  const std::string name = parent.name.empty() ? last : parent.name + " " + last;
  return *std::find_if(pages.begin(), pages.end(),
                       [&](const CommandPage& page) { return page.name == name; });
}

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
                      const Actions& actions) {
  std::vector<std::string> words = argument.choices();
  if (argument.type == kCommandType) words = pages.front().subcommands;
  if (!words.empty()) return fmt::format(fmt::runtime(actions.words), fmt::join(words, " "));
  if (argument.type == kPluginType) return actions.plugins;
  if (argument.type == kPipelineType) return actions.pipelines;
  if (argument.type == kFileType) return actions.files;
  return argument.type == kDirectoryType ? actions.directories : "";
}

/// A pattern of all commands.
std::string known_paths(const std::vector<CommandPage>& pages) {
  std::vector<std::string> paths;
  for (const CommandPage& page : pages) {
    if (!page.name.empty()) paths.push_back(shell_quoted(page.name));
  }
  return fmt::format("{}", fmt::join(paths, "|"));
}

/// Cases "command:option)" with what completes the option's value.
std::string option_cases(const std::vector<CommandPage>& pages, const Actions& actions) {
  std::string text;
  for (const CommandPage& page : pages) {
    for (const Argument& option : page.options) {
      if (option.type.empty()) continue;
      std::vector<std::string> patterns;
      for (const std::string& name : option.names)
        patterns.push_back(shell_quoted(page.name + ":" + name));
      const std::string action = action_of(option, pages, actions);
      text += fmt::format("    {}) {}return ;;\n", fmt::join(patterns, "|"),
                          action.empty() ? "" : action + "; ");
    }
  }
  return text;
}

constexpr Actions kBash = {"_zeroth_plugins", "_zeroth_pipelines", "_zeroth_files '*'",
                           "_zeroth_directories", "_zeroth_words '{}'"};

constexpr const char* kBashHead = R"sh(# bash completion of zeroth; made by `zeroth completion bash`
_zeroth_words() { COMPREPLY+=($(compgen -W "$1" -- "$current")); }
_zeroth_directories() {
  local IFS=$'\n'
  COMPREPLY+=($(compgen -d -- "$current"))
  compopt -o filenames 2>/dev/null
}
_zeroth_files() {
  local IFS=$'\n'
  COMPREPLY+=($(compgen -f -X "!$1" -- "$current"))
  _zeroth_directories
}
_zeroth_plugins() {
  _zeroth_words "$("${COMP_WORDS[0]}" list 2>/dev/null | sed -n 's/^\([a-z][a-z0-9.-]*\) .*/\1/p')"
  _zeroth_files '*.so'
}
_zeroth_pipelines() {
  _zeroth_words "$("${COMP_WORDS[0]}" pipelines 2>/dev/null | cut -d ' ' -f 1)"
  _zeroth_files '*.json'
}
_zeroth() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "${command:+$command }${COMP_WORDS[i]}" in
)sh";

std::string bash_script(const std::vector<CommandPage>& pages) {
  std::string text = kBashHead;
  text += fmt::format("      {}) command=${{command:+$command }}${{COMP_WORDS[i]}} ;;\n",
                      known_paths(pages));
  text += "    esac\n  done\n  case \"$command:$previous\" in\n" + option_cases(pages, kBash);
  text += "  esac\n  case \"$command\" in\n";
  for (const CommandPage& page : pages) {
    std::vector<std::string> words = page.subcommands;
    for (const Argument& option : page.options) {
      words.insert(words.end(), option.names.begin(), option.names.end());
    }
    text += fmt::format("    {}) ", shell_quoted(page.name));
    for (const Argument& one : page.positionals) {
      const std::string action = action_of(one, pages, kBash);
      if (!action.empty()) text += action + "; ";
    }
    text += fmt::format("_zeroth_words '{}' ;;\n", fmt::join(words, " "));
  }
  return text + "  esac\n}\ncomplete -F _zeroth zeroth\n";
}

constexpr Actions kZsh = {"_zeroth_plugins", "_zeroth_pipelines", "_files", "_files -/",
                          "compadd -- {}"};

constexpr const char* kZshHead = R"sh(#compdef zeroth
# zsh completion of zeroth; made by `zeroth completion zsh`
_zeroth_plugins() {
  compadd -- $("${words[1]}" list 2>/dev/null | sed -n 's/^\([a-z][a-z0-9.-]*\) .*/\1/p')
  _files -g '*.so'
}
_zeroth_pipelines() {
  compadd -- $("${words[1]}" pipelines 2>/dev/null | cut -d ' ' -f 1)
  _files -g '*.json'
}
_zeroth() {
  local command= i
  for ((i = 2; i < CURRENT; i++)); do
    case "${command:+$command }${words[i]}" in
)sh";

/// "name:help", as _describe takes it.
std::string described(const std::string& name, const std::string& help) {
  return shell_quoted(replace_all(name, ":", "\\:") + ":" + help);
}

std::string zsh_script(const std::vector<CommandPage>& pages) {
  std::string text = kZshHead;
  text += fmt::format("      {}) command=\"${{command:+$command }}${{words[i]}}\" ;;\n",
                      known_paths(pages));
  text +=
      "    esac\n  done\n  case \"$command:${words[CURRENT-1]}\" in\n" + option_cases(pages, kZsh);
  text += "  esac\n  local -a commands options\n  case \"$command\" in\n";
  for (const CommandPage& page : pages) {
    std::vector<std::string> commands, options;
    for (const std::string& last : page.subcommands) {
      commands.push_back(described(last, page_of(pages, page, last).help));
    }
    for (const Argument& option : page.options) {
      for (const std::string& name : option.names) options.push_back(described(name, option.help));
    }
    text += fmt::format("    {})\n      commands=({})\n      options=({})\n",
                        shell_quoted(page.name), fmt::join(commands, " "), fmt::join(options, " "));
    for (const Argument& one : page.positionals) {
      const std::string action = action_of(one, pages, kZsh);
      if (!action.empty()) text += fmt::format("      {}\n", action);
    }
    text += "      ;;\n";
  }
  return text +
         "  esac\n  _describe command commands\n  _describe option options\n}\n"
         "if [ \"$funcstack[1]\" = _zeroth ]; then _zeroth \"$@\"; else compdef _zeroth zeroth; "
         "fi\n";
}

constexpr Actions kFish = {"(__zeroth_plugins)", "(__zeroth_pipelines)", "(__fish_complete_path)",
                           "(__fish_complete_directories)", "{}"};

constexpr const char* kFishHead = R"sh(# fish completion of zeroth; made by `zeroth completion fish`
function __zeroth_plugins
  set -l words (commandline -opc)
  $words[1] list 2>/dev/null | string match -rg '^([a-z][a-z0-9.-]*) '
  __fish_complete_suffix .so
end
function __zeroth_pipelines
  set -l words (commandline -opc)
  $words[1] pipelines 2>/dev/null | string match -r '^[^ ]+'
  __fish_complete_suffix .json
end
function __zeroth_at
  set -l command
  for word in (commandline -opc)[2..]
    set -l longer (string trim "$command $word")
    contains -- $longer )sh";

/// In single quotes, as fish reads them.
std::string fish_quoted(const std::string& text) {
  return "'" + replace_all(replace_all(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_option(const Argument& option) {
  std::string text;
  for (const std::string& name : option.names) {
    text += name[1] == '-' ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  return text;
}

std::string fish_line(const std::string& command, const std::string& rest,
                      const std::string& help) {
  return fmt::format("complete -c zeroth -f -n {}{} -d {}\n",
                     fish_quoted("__zeroth_at " + fish_quoted(command)), rest, fish_quoted(help));
}

std::string fish_script(const std::vector<CommandPage>& pages) {
  std::vector<std::string> names;
  for (const CommandPage& page : pages) {
    if (!page.name.empty()) names.push_back(fish_quoted(page.name));
  }
  std::string text = kFishHead;
  text += fmt::format("{}; and set command $longer\n  end\n", fmt::join(names, " "));
  text += "  test \"$command\" = \"$argv[1]\"\nend\n";
  for (const CommandPage& page : pages) {
    for (const std::string& last : page.subcommands) {
      text += fish_line(page.name, " -a " + last, page_of(pages, page, last).help);
    }
    for (const Argument& one : page.positionals) {
      const std::string action = action_of(one, pages, kFish);
      if (!action.empty()) text += fish_line(page.name, " -a " + fish_quoted(action), one.help);
    }
    for (const Argument& option : page.options) {
      const std::string action = action_of(option, pages, kFish);
      std::string rest = fish_option(option);
      if (!option.type.empty()) rest += " -r";
      if (!action.empty()) rest += " -a " + fish_quoted(action);
      text += fish_line(page.name, rest, option.help);
    }
  }
  return text;
}

}  // namespace

const std::vector<std::string>& completion_shells() {
  static const std::vector<std::string> shells = {"bash", "zsh", "fish"};
  return shells;
}

std::string completion_script(const std::string& shell, const std::vector<CommandPage>& pages) {
  if (shell == "bash") return bash_script(pages);
  if (shell == "zsh") return zsh_script(pages);
  if (shell == "fish") return fish_script(pages);
  throw Failure(Exit::usage, {fmt::format("no script for the shell \"{}\"{}", shell,
                                          did_you_mean(nearest(shell, completion_shells()))),
                              "zeroth completion",
                              {fmt::format("shells: {}", fmt::join(completion_shells(), ", "))},
                              ""});
}

}  // namespace zeroth::host
