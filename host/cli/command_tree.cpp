#include "host/cli/command_tree.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace zeroth::host {
namespace {

Argument argument_of(const CLI::Option& option) {
  Argument argument;
  if (option.get_positional()) argument.names.push_back(option.get_name(/*positional=*/true));
  for (const std::string& name : option.get_snames()) argument.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) argument.names.push_back("--" + name);
  const bool flag = option.get_items_expected_max() == 0;
  // What follows a colon is the parser's own word for a check.
  if (!flag) argument.type = CLI::detail::split(option.get_type_name(), ':').front();
  argument.help = option.get_description();
  argument.required = option.get_required();
  argument.repeated = !flag && option.get_expected_max() > 1;
  return argument;
}

void add_pages(const CLI::App& command, const std::string& name, std::vector<CommandPage>& pages) {
  CommandPage page{name, command.get_description(), command.get_footer(), {}, {}, {}};
  for (const CLI::Option* option : command.get_options()) {
    (option->get_positional() ? page.positionals : page.options).push_back(argument_of(*option));
  }
  const auto below = command.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* one : below) page.subcommands.push_back(one->get_name());
  pages.push_back(std::move(page));
  for (const CLI::App* one : below) {
    add_pages(*one, name.empty() ? one->get_name() : name + " " + one->get_name(), pages);
  }
}

}  // namespace

std::vector<std::string> Argument::choices() const {
  if (type.find('|') == std::string::npos) return {};
  return CLI::detail::split(type, '|');
}

std::string full_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent ? full_name(*parent) + " " + command.get_name() : command.get_name();
}

std::vector<CommandPage> command_pages(const CLI::App& program) {
  std::vector<CommandPage> pages;
  add_pages(program, "", pages);
  return pages;
}

std::string choice_type(const std::vector<std::string>& values) {
  return fmt::format("{}", fmt::join(values, "|"));
}

}  // namespace zeroth::host
