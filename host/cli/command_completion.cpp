#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <memory>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/completion.h"

namespace zeroth::host {

void add_completion(CLI::App& app, const SetExit&) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a shell's completion script");
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->type_name(choice_type(completion_shells()))
      ->required();
  command->footer(
      "Examples:\n  source <(zeroth completion bash)\n"
      "  zeroth completion zsh > ~/.zfunc/_zeroth\n"
      "  zeroth completion fish > ~/.config/fish/completions/zeroth.fish");
  command->callback([shell, command] {
    fmt::print("{}", completion_script(*shell, command_pages(*command->get_parent())));
  });
}

}  // namespace zeroth::host
