#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/cli/completion_parts.h"
#include "host/cli/completion_scripts.h"
#include "host/cli/shell_quoted.h"

namespace zeroth::host {
namespace {

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

}  // namespace

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

}  // namespace zeroth::host
