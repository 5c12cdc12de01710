#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <memory>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/man_page.h"

namespace zeroth::host {
namespace {

void print_page(const std::string& name, const CLI::App& program) {
  const std::vector<CommandPage> pages = command_pages(program);
  const auto found = std::find_if(pages.begin(), pages.end(),
                                  [&](const CommandPage& page) { return page.name == name; });
  if (found != pages.end()) return fmt::print("{}", man_page(*found, pages));
  std::vector<std::string> known;
  for (const CommandPage& page : pages) known.push_back(page.name);
  throw Failure(Exit::usage,
                {fmt::format("no command \"{}\"{}", name, did_you_mean(nearest(name, known))),
                 "zeroth man",
                 {},
                 "zeroth --help"});
}

}  // namespace

void add_man(CLI::App& app, const SetExit&) {
  auto words = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("man", "Print a manual page");
  command->add_option("command", *words, "Of this command (default: of the program)")
      ->type_name(kCommandType);
  command->footer("Examples:\n  zeroth man run | man -l -\n  zeroth man data verify > verify.1");
  command->callback([words, command] {
    print_page(fmt::format("{}", fmt::join(*words, " ")), *command->get_parent());
  });
}

}  // namespace zeroth::host
