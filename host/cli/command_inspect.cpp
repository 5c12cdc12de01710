#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <utility>

#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/cli/plugin_target.h"
#include "host/text/recipe_block.h"
#include "host/text/values.h"

namespace zeroth::host {
namespace {

struct InspectOptions {
  PluginOptions plugins;
  std::string target;
  bool json = false;
};

void add_children(const Description& description, Json& block) {
  for (const ChildDescription& child : description.children) {
    if (child.optional) continue;
    const bool names_one = child.default_use.empty();
    block[child.name] = {{"use", names_one ? child.kind + ".NAME" : child.default_use}};
  }
}

Json example_block(const std::string& id, const Description& description) {
  Json params = Json::object();
  for (const ParameterDescription& rule : description.parameters)
    params[rule.name] = example_of(rule);
  Json block = {{"use", id}, {"params", params}};
  add_children(description, block);
  return block;
}

/// The blocks of a pipeline of a recipe.
Json example_pipeline(const std::string& id, const Description& recipe) {
  Json pipeline = {{"recipe", {{"use", id}}}};
  add_children(recipe, pipeline);
  for (const NamedChildrenDescription& group : recipe.named_children) {
    Json& block = pipeline[group.name]["mine"] = {{"use", group.kind + ".NAME"}};
    for (const ParameterDescription& rule : group.values) block[rule.name] = example_of(rule);
  }
  for (const ParameterDescription& rule : recipe.parameters) {
    pipeline[recipe_pointer(rule.name)] = example_of(rule);
  }
  if (pipeline["recipe"].size() == 1) pipeline["recipe"] = recipe_name(pipeline);
  return pipeline;
}

Json example(const Candidate& candidate, const Description& description) {
  const Manifest& manifest = *candidate.manifest;
  return manifest.kind() == "recipe" ? example_pipeline(manifest.id, description)
                                     : example_block(manifest.id, description);
}

Json tensors_json(const std::vector<TensorDescription>& tensors) {
  Json array = Json::array();
  for (const TensorDescription& one : tensors) {
    array.push_back({{"name", one.name}, {"shape", one.shape}, {"dtype", one.dtype}});
  }
  return array;
}

Json arrays_json(const std::vector<ArrayDescription>& arrays) {
  Json all = Json::array();
  for (const ArrayDescription& one : arrays) {
    all.push_back(
        {{"name", one.name}, {"shape", one.shape}, {"help", one.help}, {"optional", one.optional}});
  }
  return all;
}

Json to_json(const ParameterDescription& rule) {
  Json json = {{"name", rule.name},
               {"type", type_name(rule.type)},
               {"default", default_of(rule)},
               {"rule", describe_rule(rule)},
               {"help", rule.help}};
  if (rule.mix) {
    json["mixes"] = {
        {"output", rule.mix->output}, {"first", rule.mix->first}, {"second", rule.mix->second}};
  }
  return json;
}

Json to_json(const ChildDescription& child) {
  Json json = {{"name", child.name},
               {"kind", child.kind},
               {"help", child.help},
               {"optional", child.optional},
               {"passes_outputs", child.passes_outputs}};
  if (!child.default_use.empty()) json["default"] = child.default_use;
  return json;
}

/// "expert, default expert.dan, passes on what it offers": what a block may hold, for people.
std::string describe_child(const ChildDescription& child) {
  std::string text = child.kind;
  if (child.optional) text += ", may be left out";
  if (!child.default_use.empty()) text += ", default " + child.default_use;
  if (child.passes_outputs) text += ", what it offers is offered here too";
  return text;
}

void print_tensors(const char* title, const std::vector<TensorDescription>& tensors) {
  if (!tensors.empty()) print_format("{}\n", title);
  for (const TensorDescription& one : tensors) {
    print_format("  {:<26} {} [{}]\n", one.name, one.dtype, fmt::join(one.shape, ","));
  }
}

/// What a data reader finds in files.
void print_arrays(const Description& reader) {
  if (!reader.arrays.empty()) print_format("reads\n");
  for (const ArrayDescription& one : reader.arrays) {
    print_format("  {:<26} {:<14} {}{}\n", one.name, one.shape, one.help,
                 one.optional ? " (may be missing)" : "");
  }
  for (const std::string& remark : reader.remarks) print_format("  {}\n", remark);
}

Json to_json(const NamedChildrenDescription& group) {
  Json values = Json::array();
  for (const ParameterDescription& rule : group.values) {
    values.push_back({{"name", rule.name}, {"rule", describe_rule(rule)}, {"help", rule.help}});
  }
  return {{"name", group.name}, {"kind", group.kind}, {"help", group.help}, {"values", values}};
}

/// "any number of losses by name, each with weight (number, default 1.0)", for people.
std::string describe_group(const NamedChildrenDescription& group) {
  std::string text = fmt::format("name -> {}", group.kind);
  const char* with = ", each with ";
  for (const ParameterDescription& rule : group.values) {
    text += fmt::format("{}{} ({})", std::exchange(with, ", "), rule.name, describe_rule(rule));
  }
  if (group.passes_outputs) text += "; losses may read what they offer";
  if (group.reads_outputs) text += "; they read what is offered";
  return text;
}

void print_block(const std::string& name, const std::string& help, const std::string& holds) {
  print_format("  {:<26} {}\n  {:<26}   {}\n", name, help, "", holds);
}

/// Components inside this one.
void print_blocks(const Description& description) {
  if (description.children.empty() && description.named_children.empty()) return;
  print_format("blocks inside\n");
  for (const ChildDescription& child : description.children) {
    print_block(child.name, child.help, describe_child(child));
  }
  for (const NamedChildrenDescription& group : description.named_children) {
    print_block(group.name, group.help, describe_group(group));
  }
}

Json to_json(const Candidate& candidate, const Description& description) {
  Json parameters = Json::array(), children = Json::array(), named = Json::array();
  for (const auto& rule : description.parameters) parameters.push_back(to_json(rule));
  for (const ChildDescription& child : description.children) children.push_back(to_json(child));
  for (const auto& group : description.named_children) named.push_back(to_json(group));
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
          {"inputs", tensors_json(description.inputs)},
          {"outputs", tensors_json(description.outputs)},
          {"children", children},
          {"named_children", named},
          {"pieces", description.pieces},
          {"non_negative", description.non_negative},
          {"arrays", arrays_json(description.arrays)},
          {"remarks", description.remarks},
          {"example", example(candidate, description)}};
}

void print_plugin(const Candidate& candidate, const Description& description) {
  const Manifest& manifest = *candidate.manifest;
  print_format("{} {}\n  {}\n", manifest.id, manifest.version, description.summary);
  for (const std::string& citation : description.citations) print_format("  {}\n", citation);
  print_format("file   {}\nbuilt  SDK {}, LibTorch {}, compiler {}\n", candidate.file.string(),
               manifest.sdk, manifest.torch, manifest.compiler);
  print_arrays(description);
  if (!description.parameters.empty()) print_format("parameters\n");
  for (const ParameterDescription& rule : description.parameters) {
    print_format("  {:<26} {}\n  {:<26}   {}\n", rule.name, rule.help, "", describe_rule(rule));
  }
  print_tensors("reads", description.inputs);
  if (description.non_negative) print_format("never below 0\n");
  print_tensors("offers", description.outputs);
  print_blocks(description);
  if (!description.pieces.empty()) {
    print_format("pieces that check-cases calls\n  {}\n", fmt::join(description.pieces, ", "));
  }
  print_format("example\n{}\n", example(candidate, description).dump(2));
}

void inspect(const InspectOptions& options) {
  const PluginIndex index = index_for(options.target, options.plugins);
  const Candidate& candidate = choose_plugin(options.target, index);
  const Description& description = index.description(candidate);
  if (options.json) return print_json(to_json(candidate, description));
  print_plugin(candidate, description);
}

}  // namespace

void add_inspect(CLI::App& app, const SetExit&) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App* command = app.add_subcommand(
      "inspect", "Show what a plugin is, which parameters it has and which files it reads");
  command->add_option("id", options->target, "Id or file of a plugin")
      ->type_name(kPluginType)
      ->required();
  command->add_flag("--json", options->json, "Print JSON");
  options->plugins.add_to(*command);
  command->footer(
      "Examples:\n  zeroth inspect ood.energy\n  zeroth inspect data.npy\n"
      "  zeroth inspect ./my_score.so --json");
  command->callback([options] { inspect(*options); });
}

}  // namespace zeroth::host
