#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/cli/completion_parts.h"
#include "host/cli/completion_scripts.h"

namespace zeroth::host {
namespace {

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

}  // namespace

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

}  // namespace zeroth::host
