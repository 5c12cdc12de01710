#include <memory>

#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/cli/plugin_options.h"
#include "host/schema/params_schema.h"
#include "host/schema/pipeline_schema.h"

namespace zeroth::host {
namespace {

struct SchemaOptions {
  PluginOptions plugins;
  std::string id, recipe;
};

void schema(const SchemaOptions& options) {
  const PluginIndex index = options.plugins.index();
  print_json(options.id.empty() ? pipeline_schema(index.installed(), options.recipe)
                                : params_schema(options.id, index.installed()));
}

}  // namespace

void add_schema(CLI::App& app, const SetExit&) {
  auto options = std::make_shared<SchemaOptions>();
  CLI::App* command = app.add_subcommand(
      "schema", "Print the JSON Schema of pipelines, or of one plugin's parameters");
  CLI::Option* id =
      command->add_option("id", options->id, "Id of a plugin")->type_name(kPluginType);
  CLI::Option* pipeline = command->add_flag("--pipeline", "Of pipeline files (the default)");
  CLI::Option* recipe =
      command
          ->add_option("--recipe", options->recipe,
                       "Of pipelines of this recipe only: d3gzsl or recipe.d3gzsl")
          ->type_name(kPluginType);
  id->excludes(pipeline, recipe);
  options->plugins.add_to(*command);
  command->footer(
      "Examples:\n  zeroth schema > pipeline.schema.json\n  zeroth schema --recipe d3gzsl\n"
      "  zeroth schema ood.energy");
  command->callback([options] { schema(*options); });
}

}  // namespace zeroth::host
