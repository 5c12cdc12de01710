#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/cli/plugin_target.h"

namespace zeroth::host {
namespace {

struct Options {
  PluginOptions plugins;
  std::string target;
  bool json = false;
};

Json example_block(const std::string& id, const Description& description) {
  Json params = Json::object();
  for (const ParameterRule& rule : description.parameters) params[rule.name] = rule.default_value;
  Json block = {{"use", id}, {"params", params}};
  for (const ChildRule& child : description.children) {
    block[child.name] = {{"use", child.kind + ".NAME"}};
  }
  return block;
}

Json to_json(const Candidate& candidate, const Description& description) {
  Json parameters = Json::array(), inputs = Json::array(), children = Json::array();
  for (const ParameterRule& rule : description.parameters) {
    parameters.push_back({{"name", rule.name},
                          {"type", rule.type},
                          {"default", rule.default_value},
                          {"rule", describe_rule(rule)},
                          {"help", rule.help}});
  }
  for (const TensorRule& input : description.inputs) {
    inputs.push_back({{"name", input.name}, {"shape", input.shape}, {"dtype", input.dtype}});
  }
  for (const ChildRule& child : description.children) {
    children.push_back({{"name", child.name}, {"kind", child.kind}, {"help", child.help}});
  }
  const Manifest& manifest = *candidate.manifest;
  return {{"id", manifest.id},
          {"version", manifest.version},
          {"kind", manifest.kind()},
          {"file", candidate.file.string()},
          {"summary", description.summary},
          {"cite", description.citations},
          {"sdk", manifest.sdk},
          {"torch", manifest.torch},
          {"compiler", manifest.compiler},
          {"parameters", parameters},
          {"inputs", inputs},
          {"children", children},
          {"pieces", description.pieces},
          {"example", example_block(manifest.id, description)}};
}

void print_text(const Candidate& candidate, const Description& description) {
  const Manifest& manifest = *candidate.manifest;
  fmt::print("{} {}\n  {}\n", manifest.id, manifest.version, description.summary);
  for (const std::string& citation : description.citations) fmt::print("  {}\n", citation);
  fmt::print("file   {}\nbuilt  SDK {}, LibTorch {}, compiler {}\n", candidate.file.string(),
             manifest.sdk, manifest.torch, manifest.compiler);
  if (!description.parameters.empty()) fmt::print("parameters\n");
  for (const ParameterRule& rule : description.parameters) {
    fmt::print("  {:<26} {}\n  {:<26}   {}\n", rule.name, rule.help, "", describe_rule(rule));
  }
  if (!description.inputs.empty()) fmt::print("reads\n");
  for (const TensorRule& input : description.inputs) {
    fmt::print("  {:<26} {} [{}]\n", input.name, input.dtype, fmt::join(input.shape, ","));
  }
  if (!description.children.empty()) fmt::print("blocks inside\n");
  for (const ChildRule& child : description.children) {
    fmt::print("  {:<26} {} ({})\n", child.name, child.help, child.kind);
  }
  if (!description.pieces.empty()) {
    fmt::print("pieces that check-cases calls\n  {}\n", fmt::join(description.pieces, ", "));
  }
  fmt::print("example\n{}\n", example_block(manifest.id, description).dump(2));
}

void inspect(const Options& options) {
  const PluginIndex index = index_for(options.target, options.plugins);
  const Candidate& candidate = choose_plugin(options.target, index);
  const Description& description = index.description(candidate);
  if (options.json) return print_json(to_json(candidate, description));
  print_text(candidate, description);
}

}  // namespace

void add_inspect(CLI::App& app, const SetExit&) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("inspect", "Show what a plugin is and which parameters it has");
  command->add_option("plugin", options->target, "Id or file of a plugin")
      ->type_name(kPluginType)
      ->required();
  command->add_flag("--json", options->json, "Print JSON");
  options->plugins.add_to(*command);
  command->footer("Examples:\n  zeroth inspect ood.energy\n  zeroth inspect ./my_score.so --json");
  command->callback([options] { inspect(*options); });
}

}  // namespace zeroth::host
