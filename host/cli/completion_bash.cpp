#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/cli/completion_parts.h"
#include "host/cli/completion_scripts.h"
#include "host/cli/shell_quoted.h"

namespace zeroth::host {
namespace {

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

}  // namespace

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

}  // namespace zeroth::host
