#include "host/cli/completion_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/cli/shell_quoted.h"

namespace zeroth::host {

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

std::string known_paths(const std::vector<CommandPage>& pages) {
  std::vector<std::string> paths;
  for (const CommandPage& page : pages) {
    if (!page.name.empty()) paths.push_back(shell_quoted(page.name));
  }
  return fmt::format("{}", fmt::join(paths, "|"));
}

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

}  // namespace zeroth::host
