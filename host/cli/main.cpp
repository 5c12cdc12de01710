// zeroth: the front end. It links no LibTorch, so that everything but training answers at once;
// what needs LibTorch runs in zeroth-worker.
#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "host/base/messages.h"
#include "host/base/out_of_memory.h"
#include "host/base/problem.h"
#include "host/base/signals.h"
#include "host/base/standard_streams.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/guarded_main.h"
#include "host/cli/signal_forwarding.h"
#include "host/cli/range_words.h"
#include "host/cli/word_hints.h"

namespace {

using zeroth::host::Exit;
using zeroth::host::render;

constexpr const char* kExamples =
    "Examples:\n"
    "  zeroth run quickstart\n"
    "  zeroth pipelines cub\n"
    "  zeroth list\n"
    "  zeroth inspect ood.energy\n"
    "\n"
    "Exit codes: 0 ok, 1 the run failed, 2 usage, 65 bad data, 66 missing input, 69 plugin or\n"
    "program unavailable, 70 bug or crash, 73 cannot create output, 74 input or output failed,\n"
    "75 stopped, to be started again, 78 bad pipeline, 130 interrupted, 143 terminated.";

/// The command that the arguments name, as far as they name one.
const CLI::App* deepest_command(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? &app : deepest_command(*parsed.front());
}

std::vector<std::string> known_names(const CLI::App& app) {
  std::vector<std::string> names = zeroth::host::names_below(app);
  for (const CLI::Option* option : app.get_options()) names.push_back(option->get_name());
  return names;
}

/// Whether a word behind a command may be an argument of it, and not the name of one below.
bool takes_arguments(const CLI::App& command) {
  const auto positional = [](const CLI::Option* option) { return option->get_positional(); };
  return !command.get_options(positional).empty();
}

/// The parser would look for a command behind a word that is none.
void check_commands(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* parent = &app;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].empty() || words[i][0] == '-' || zeroth::host::names_below(*parent).empty())
      return;
    const CLI::App* next = zeroth::host::command_below(*parent, words[i]);
    if (!next && takes_arguments(*parent)) return;
    if (!next) {
      const auto rest = words.begin() + static_cast<std::ptrdiff_t>(i) + 1;
      throw zeroth::host::Failure(
          Exit::usage, zeroth::host::unknown_command(*parent, words[i], {rest, words.end()}));
    }
    parent = next;
  }
}

/// What to write in place of an option that there is not.
std::optional<zeroth::host::Problem> option_hint(const std::string& command,
                                                 const std::vector<std::string>& unknown) {
  const auto equals = unknown.front().find('=');
  std::vector<std::string> rest(unknown.begin() + 1, unknown.end());
  if (equals != std::string::npos) rest = {unknown.front().substr(equals + 1)};
  if (rest.size() > 1) rest.resize(1);
  return zeroth::host::hint_for(command, unknown.front().substr(0, equals), rest);
}

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = deepest_command(app);
  const std::string name = zeroth::host::full_name(*command);
  std::string what = zeroth::host::with_range_in_words(error.what());
  // A misspelt name is the cause even when the parser complains of what is missing because of it.
  std::vector<std::string> unknown = app.remaining(true);
  unknown.erase(std::remove(unknown.begin(), unknown.end(), "--"), unknown.end());
  if (!unknown.empty()) {
    const std::string& first = unknown.front();
    if (const auto hint = option_hint(name, unknown)) {
      zeroth::host::say(render(*hint));
      return static_cast<int>(Exit::usage);
    }
    what = fmt::format("unknown {} \"{}\"{}", first[0] == '-' ? "option" : "argument", first,
                       zeroth::did_you_mean(zeroth::nearest(first, known_names(*command))));
  }
  zeroth::host::say(render({what, name, {}, name + " --help"}));
  return static_cast<int>(Exit::usage);
}

int run_command(int argc, char** argv) {
  int exit_code = 0;
  const zeroth::host::SetExit exit = [&](int code) { exit_code = code; };
  CLI::App app("Zeroth: generalized zero-shot learning with plugins", "zeroth");
  app.set_version_flag("--version", "zeroth " ZEROTH_VERSION);
  app.require_subcommand(0, 1);
  zeroth::host::add_list(app, exit);
  zeroth::host::add_inspect(app, exit);
  zeroth::host::add_validate(app, exit);
  zeroth::host::add_resolve(app, exit);
  zeroth::host::add_run(app, exit);
  zeroth::host::add_study(app, exit);
  zeroth::host::add_runs(app, exit);
  zeroth::host::add_watch(app, exit);
  zeroth::host::add_predict(app, exit);
  zeroth::host::add_serve(app, exit);
  zeroth::host::add_evaluate(app, exit);
  zeroth::host::add_export(app, exit);
  zeroth::host::add_add_class(app, exit);
  zeroth::host::add_remove_class(app, exit);
  zeroth::host::add_verify_run(app, exit);
  zeroth::host::add_rerun(app, exit);
  zeroth::host::add_bundle(app, exit);
  zeroth::host::add_diff(app, exit);
  zeroth::host::add_report(app, exit);
  zeroth::host::add_explain(app, exit);
  zeroth::host::add_check_cases(app, exit);
  zeroth::host::add_pipelines(app, exit);
  zeroth::host::add_explore(app, exit);
  zeroth::host::add_schema(app, exit);
  zeroth::host::add_cite(app, exit);
  zeroth::host::add_data(app, exit);
  zeroth::host::add_extract(app, exit);
  zeroth::host::add_new_plugin(app, exit);
  zeroth::host::add_doctor(app, exit);
  zeroth::host::add_help(app, exit);
  zeroth::host::add_completion(app, exit);
  zeroth::host::add_man(app, exit);
  app.footer(kExamples);  // last: a command takes over the footer that its parent has by then
  check_commands(app, {argv + 1, argv + argc});
  try {
    app.parse(argc, argv);
    if (argc == 1) fmt::print("{}", app.help());
    return exit_code;
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  }
}

}  // namespace

int main(int argc, char** argv) {
  zeroth::host::fill_standard_streams();
  zeroth::host::block_signals();
  return zeroth::host::guarded_main("zeroth", [&] {
    zeroth::host::obey_signals();
    return run_command(argc, argv);
  });
}
