#include "host/cli/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace zeroth::host {
namespace {

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else
      result += c;
  }
  // A line that starts with one of these would be a request.
  if (!result.empty() && (result[0] == '.' || result[0] == '\'')) result.insert(0, "\\&");
  return result;
}

std::string bold(const std::string& text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// "zeroth-data-verify".
std::string page_name(const std::string& command) {
  std::string name = "zeroth" + (command.empty() ? "" : " " + command);
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string synopsis(const CommandPage& page) {
  std::string text = bold("zeroth" + (page.name.empty() ? "" : " " + page.name));
  if (!page.options.empty()) text += " [" + italic("options") + "]";
  if (!page.subcommands.empty()) text += " " + italic("command") + " ...";
  for (const Argument& one : page.positionals) {
    const std::string name = italic(one.names.front()) + (one.repeated ? " ..." : "");
    text += one.required ? " " + name : " [" + name + "]";
  }
  return text;
}

std::string item(const Argument& argument) {
  std::string names;
  for (const std::string& name : argument.names) {
    names += (names.empty() ? "" : ", ") + bold(name);
  }
  const bool shows_type = !argument.type.empty() && argument.type != "TEXT";
  return fmt::format(".TP\n{}{}\n{}\n", names, shows_type ? " " + italic(argument.type) : "",
                     escaped(argument.help));
}

std::string section(const std::string& title, const std::vector<Argument>& arguments) {
  std::string text;
  for (const Argument& one : arguments) text += item(one);
  return text.empty() ? "" : fmt::format(".SH {}\n{}", title, text);
}

/// The commands right below one.
std::string commands_section(const CommandPage& page, const std::vector<CommandPage>& all) {
  std::string text;
  for (const std::string& last : page.subcommands) {
    const std::string name = page.name.empty() ? last : page.name + " " + last;
    for (const CommandPage& one : all) {
      if (one.name == name) text += fmt::format(".TP\n{}\n{}\n", bold(name), escaped(one.help));
    }
  }
  return text.empty() ? "" : ".SH COMMANDS\n" + text;
}

/// Paragraphs of the form "Title: text" or "Title:" and lines that stay as they are.
std::string footer_sections(const std::string& footer) {
  std::string text;
  bool at_start = true;
  for (const std::string& line : CLI::detail::split(footer, '\n')) {
    const auto colon = line.find(':');
    if (at_start && colon != std::string::npos) {
      const std::string rest = CLI::detail::trim_copy(line.substr(colon + 1));
      text += fmt::format(".SH \"{}\"\n", upper(line.substr(0, colon)));
      text += rest.empty() ? ".nf\n" : ".fi\n" + escaped(rest) + "\n";
    } else if (!line.empty()) {
      text += escaped(line) + "\n";
    }
    at_start = line.empty();
  }
  return text + ".fi\n";
}

std::string see_also(const CommandPage& page, const std::vector<CommandPage>& all) {
  std::string text;
  for (const CommandPage& one : all) {
    const bool related = page.name.empty() || one.name.empty();
    if (!related || one.name == page.name) continue;
    text += (text.empty() ? "" : ", ") + bold(page_name(one.name)) + "(1)";
  }
  return ".SH \"SEE ALSO\"\n" + text + "\n";
}

}  // namespace

std::string man_page(const CommandPage& page, const std::vector<CommandPage>& all) {
  const std::string name = page_name(page.name);
  return fmt::format(".TH \"{}\" 1 \"\" \"Zeroth {}\" \"Zeroth\"\n", escaped(upper(name)),
                     ZEROTH_VERSION) +
         fmt::format(".SH NAME\n{} \\- {}\n", escaped(name), escaped(page.help)) +
         fmt::format(".SH SYNOPSIS\n{}\n", synopsis(page)) + commands_section(page, all) +
         section("ARGUMENTS", page.positionals) + section("OPTIONS", page.options) +
         footer_sections(page.footer) + see_also(page, all);
}

}  // namespace zeroth::host
