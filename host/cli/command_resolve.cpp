#include <fmt/format.h>

#include <memory>

#include "host/base/problem.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/cli/plugin_options.h"
#include "host/pipeline/why.h"

namespace zeroth::host {
namespace {

struct ResolveOptions {
  PluginOptions plugins;
  PipelineRequest request;
  bool why = false, json = false;
};

void print_table(const std::vector<Explanation>& rows) {
  std::size_t name_width = 0, value_width = 0;
  constexpr std::size_t kWidestName = 60, kWidestValue = 40;
  for (const Explanation& row : rows) {
    name_width = std::max(name_width, std::min(row.name.size(), kWidestName));
    value_width = std::max(value_width, std::min(row.value.dump().size(), kWidestValue));
  }
  for (const Explanation& row : rows) {
    print_format("{:<{}}  {:<{}}  {}\n", row.name, name_width, row.value.dump(), value_width,
                 row.origin);
  }
}

void resolve(ResolveOptions& options) {
  options.request.allow_unset_environment = true;
  const Pipeline pipeline = load_checked(options.request, options.plugins.index());
  if (!options.why) return print_json(self_contained(pipeline.document));
  const std::vector<Explanation> rows = explain_pipeline(pipeline);
  if (!options.json) return print_table(rows);
  Json array = Json::array();
  for (const Explanation& row : rows) {
    array.push_back({{"name", row.name}, {"value", row.value}, {"origin", row.origin}});
  }
  print_json(array);
}

}  // namespace

void add_resolve(CLI::App& app, const SetExit&) {
  auto options = std::make_shared<ResolveOptions>();
  CLI::App* command = app.add_subcommand(
      "resolve", "Print a pipeline after extends, presets, overrides, variables and defaults");
  add_pipeline_to(*command, options->request);
  command->add_flag("--why", options->why, "Every value with what set it");
  command->add_flag("--json", options->json, "Print JSON; without --why it is JSON anyway");
  options->plugins.add_to(*command);
  command->footer(
      "Examples:\n  zeroth resolve quickstart\n"
      "  zeroth resolve my.json --set train.epochs=5 --why");
  command->callback([options] { resolve(*options); });
}

}  // namespace zeroth::host
