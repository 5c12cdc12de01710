#include <fmt/format.h>

#include <memory>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/cli/word_hints.h"

namespace zeroth::host {
namespace {

/// The command of these words below `parent`.
const CLI::App* command_named(const CLI::App* parent, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const CLI::App* next = command_below(*parent, word);
    if (!next) throw Failure(Exit::usage, unknown_command(*parent, word, {}));
    parent = next;
  }
  return parent;
}

}  // namespace

void add_help(CLI::App& app, const SetExit&) {
  auto words = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("help", "Show the help of a command");
  command->add_option("command", *words, "Of this command (default: of the program)")
      ->type_name(kCommandType);
  command->footer("Examples:\n  zeroth help run\n  zeroth help data verify");
  command->callback([words, command] {
    const CLI::App* wanted = command_named(command->get_parent(), *words);
    print_text(
        wanted->get_formatter()->make_help(wanted, full_name(*wanted), CLI::AppFormatMode::Normal));
  });
}

}  // namespace zeroth::host
