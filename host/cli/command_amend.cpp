#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/model_data.h"
#include "host/cli/model_options.h"
#include "host/cli/thread_option.h"
#include "host/record/model_card.h"

namespace zeroth::host {
namespace {

struct AmendOptions : ModelOptions {
  std::string name, descriptor, data, out;
  std::uint64_t seed = 1;
  bool without_data = false, json = false;
};

/// What an unset variable of a shell leaves, or what no list of classes can show.
void expect_class(const AmendOptions& options) {
  const auto is_control = [](unsigned char c) { return std::iscntrl(c) != 0; };
  if (options.name.empty() || std::any_of(options.name.begin(), options.name.end(), is_control)) {
    throw Failure(Exit::usage, {options.name.empty() ? "the new class has no name"
                                                     : "a name of a class is one line of text",
                                "NAME",
                                {},
                                "give a name without control characters"});
  }
  if (!options.descriptor.empty()) return;
  throw Failure(Exit::usage, {"the new class has no descriptor",
                              "--descriptor",
                              {"it is empty"},
                              "give a file with one row, or a JSON list of numbers"});
}

int amend(const AmendOptions& options, const char* command) {
  const int threads = thread_count(options.threads, command);
  const PluginIndex index = options.plugins.index();
  const Json pipeline = read_model_card(options.model).at("pipeline");
  return run_on_model(options, threads, "amend-model",
                      plugins_for(options.model, pipeline, options.data, index),
                      {{"name", options.name},
                       {"descriptor", options.descriptor},
                       {"seed", options.seed},
                       {"without_data", options.without_data},
                       {"data", options.data.empty() ? pipeline.at("data") : Json()},
                       {"place", options.data},
                       {"out", options.out},
                       {"json", options.json}});
}

void add_common(CLI::App& command, AmendOptions& options) {
  CLI::Option* data =
      command
          .add_option("--data", options.data,
                      "Data set with rows of the seen classes and test rows, as of `zeroth data "
                      "verify` (default: the model's own)")
          ->type_name("DIR|FILE");
  command
      .add_flag("--without-data", options.without_data,
                "Read no data set: the model's generator makes rows of seen classes, and nothing "
                "is tested")
      ->excludes(data);
  command.add_option("--seed", options.seed, "Of what is learned anew")
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--out", options.out, "Directory of the new model")
      ->required()
      ->type_name(kDirectoryType);
  command.add_flag("--json", options.json, "Print JSON");
  options.add_work_to(command);
}

CLI::App* add_command(CLI::App& app, const char* name, const char* help, AmendOptions& options) {
  CLI::App* command = app.add_subcommand(name, help);
  options.add_model_to(*command);
  command->add_option("name", options.name, "Of the class")->required()->type_name("NAME");
  return command;
}

}  // namespace

void add_add_class(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<AmendOptions>();
  CLI::App* command =
      add_command(app, "add-class", "Give a model an unseen class by its descriptor", *options);
  command
      ->add_option(
          "--descriptor", options->descriptor,
          "Of the class: a file with one row (.npy, .npz, .csv, .hdf5, .mat) or a JSON list")
      ->required()
      ->type_name("FILE|LIST");
  add_common(*command, *options);
  command->footer(
      "What was trained stays as it is; what depends on the classes is made anew.\n\nExamples:\n"
      "  zeroth add-class runs/2026-01-31-quickstart-0123abcd okapi --descriptor okapi.csv --out "
      "with-okapi\n"
      "  zeroth add-class model zebra --descriptor '[0.1, 0, 0.7]' --without-data --out more");
  command->callback([options, exit] {
    expect_class(*options);
    exit(amend(*options, "zeroth add-class"));
  });
}

void add_remove_class(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<AmendOptions>();
  CLI::App* command = add_command(app, "remove-class", "Take a class from a model", *options);
  add_common(*command, *options);
  command->footer(
      "Examples:\n  zeroth remove-class model okapi --out without-okapi\n"
      "  zeroth remove-class model zebra --data /data/AWA2 --seed 2 --out less");
  command->callback([options, exit] { exit(amend(*options, "zeroth remove-class")); });
}

}  // namespace zeroth::host
