#include <fmt/format.h>

#include <memory>

#include "host/cli/commands.h"
#include "host/cli/installation.h"
#include "host/cli/output.h"
#include "host/cli/plugin_options.h"
#include "host/cli/scaffold.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

struct NewPluginOptions {
  std::string kind, name;
  fs::path directory;
  bool json = false;
};

/// CMake finds what is in these by itself.
bool is_usual(const fs::path& place) { return place == "/usr" || place == "/usr/local"; }

/// `world`: the command that makes what the pipeline reads; empty if nothing must be made.
/// `option`: what `run` is told beside the pipeline, with a blank before it.
std::vector<std::string> next_commands(const fs::path& directory, const std::string& world,
                                       const std::string& option) {
  const std::string build = (directory / "build").string();
  const std::string where =
      is_usual(installation_prefix())
          ? ""
          : fmt::format(" -DCMAKE_PREFIX_PATH={}", installation_prefix().string());
  std::vector<std::string> commands = {
      fmt::format("cmake -S {} -B {}{}", directory.string(), build, where),
      fmt::format("cmake --build {}", build),
      fmt::format("ctest --test-dir {} --output-on-failure", build)};
  if (!world.empty()) commands.push_back(world);
  commands.push_back(fmt::format("zeroth run {}{} --plugin-path {}/lib/zeroth/plugins",
                                 (directory / "pipeline.json").string(), option, build));
  return commands;
}

void new_plugin(const NewPluginOptions& options) {
  ScaffoldRequest request{shared_directory() / "templates", options.kind, options.name,
                          options.directory};
  if (request.directory.empty()) request.directory = options.name;
  const std::vector<fs::path> files = scaffold(request);
  const std::vector<std::string> commands = next_commands(
      request.directory,
      options.kind == "expert" ? "zeroth data make-regions --out world.hdf5" : "",
      options.kind == "data" ? fmt::format(" --set data.params.root={}", request.directory.string())
                             : "");
  if (options.json) {
    Json names = Json::array();
    for (const fs::path& file : files) names.push_back(file.string());
    return print_json({{"files", names}, {"next", commands}});
  }
  print_format("made\n");
  for (const fs::path& file : files) print_format("  {}\n", file.string());
  print_format("next\n");
  for (const std::string& command : commands) print_format("  {}\n", command);
}

}  // namespace

void add_new_plugin(CLI::App& app, const SetExit&) {
  auto options = std::make_shared<NewPluginOptions>();
  CLI::App* command = app.add_subcommand(
      "new-plugin", "Start a plugin of your own: source, build file, test and pipeline");
  command
      ->add_option("kind", options->kind,
                   "What it is: ood, loss, generator, ...; one that does not exist lists all")
      ->required();
  command->add_option("name", options->name, "Its name, without the kind")->required();
  command->add_option("directory", options->directory, "Where to put it; default: the name");
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(
      "Examples:\n  zeroth new-plugin ood mine\n"
      "  zeroth new-plugin loss margin-ratio ~/src/margin-ratio");
  command->callback([options] { new_plugin(*options); });
}

}  // namespace zeroth::host
