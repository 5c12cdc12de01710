#include "host/engine/composer.h"

#include <fmt/format.h>
#include <zeroth/host_side.h>
#include <zeroth/plugin.h>

#include <algorithm>

#include "host/base/begins_with.h"
#include "host/engine/plugin_library.h"
#include "host/text/json_text.h"
#include "host/text/recipe_block.h"
#include "host/text/values.h"

namespace zeroth::host {
namespace {

bool is_list_of_integers(const Json& json) {
  return json.is_array() && std::all_of(json.begin(), json.end(),
                                        [](const Json& one) { return one.is_number_integer(); });
}

Value to_list(const Json& list, const std::string& where) {
  bool whole = true, numbers = true, texts = true, lists = !list.empty();
  for (const Json& one : list) {
    lists = lists && is_list_of_integers(one);
    whole = whole && one.is_number_integer();
    numbers = numbers && one.is_number();
    texts = texts && one.is_string();
  }
  if (whole) return list.get<std::vector<std::int64_t>>();
  if (numbers) return list.get<std::vector<double>>();
  if (texts) return list.get<std::vector<std::string>>();
  if (lists) return list.get<IntegerLists>();
  throw Failure(
      Exit::bad_configuration,
      {"a list must hold only numbers, only texts or only lists of whole numbers", where, {}, ""});
}

template <class Is>
bool all_are(const Json& object, Is&& is) {
  return std::all_of(object.begin(), object.end(), is);
}

/// Texts or numbers by name; an empty one is either.
Value to_names(const Json& object, const std::string& where) {
  if (all_are(object, [](const Json& one) { return one.is_number(); })) {
    return object.get<NumbersByName>();
  }
  if (all_are(object, [](const Json& one) { return one.is_string(); })) {
    return object.get<StringsByName>();
  }
  throw Failure(Exit::bad_configuration,
                {"an object must hold only numbers or only texts", where, {}, ""});
}

Value to_value(const Json& json, const std::string& where) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_array()) return to_list(json, where);
  if (json.is_object()) return to_names(json, where);
  throw Failure(
      Exit::bad_configuration,
      {"a parameter must be true or false, a number, a text, a list or an object", where, {}, ""});
}

template <class Entries>
std::vector<std::string> names_in(const Entries& entries) {
  std::vector<std::string> names;
  for (const auto& one : entries) names.push_back(one.name);
  return names;
}

bool is_block(const Json& value) { return value.is_object() && value.contains("use"); }
bool is_reference(const Json& value) { return value.is_object() && value.contains("ref"); }

/// The blocks in `block` whose outputs are its own, too.
std::vector<Json> passing_blocks(const Description& description, const Json& block) {
  std::vector<Json> all;
  for (const ChildDescription& child : description.children) {
    if (!child.passes_outputs || !block.contains(child.name)) continue;
    if (is_block(block[child.name])) all.push_back(block[child.name]);
  }
  return all;
}

}  // namespace

Values to_values(const Json& params, const std::string& where) {
  Values values;
  for (const auto& [name, value] : params.items()) {
    values[name] = to_value(value, where + "/params/" + name);
  }
  return values;
}

Composer::Composer(std::map<std::string, std::string> files,
                   std::map<std::string, std::string> origins)
    : files_(std::move(files)), origins_(std::move(origins)) {}

PluginPlace Composer::place_of(const Json& block, const std::string& pointer) const {
  // A block may begin in one file and get its `use` from another: the latter chose the plugin.
  const auto origin = origins_.find(pointer + "/use");
  const std::string prefix = origin == origins_.end() ? "" : origin->second + "  ";
  return {block.at("use").get<std::string>(), prefix + pointer};
}

std::string Composer::where(const std::string& pointer) const {
  for (std::string at = pointer; !at.empty(); at.resize(at.rfind('/'))) {
    const auto origin = origins_.find(at);
    if (origin != origins_.end()) return origin->second + "  " + pointer;
  }
  return pointer;
}

const std::string& Composer::file_of(const PluginPlace& place) const {
  const auto file = files_.find(place.id);
  if (file != files_.end()) return file->second;
  throw Failure(Exit::unavailable, {fmt::format("no plugin \"{}\"", place.id),
                                    place.where,
                                    {},
                                    "`zeroth list --all` shows what is installed"});
}

Description Composer::describe(const PluginPlace& place) const {
  return call_plugin(place, "describe()", [&] {
    return parse_description(load_plugin(place.id, file_of(place)).description());
  });
}

std::vector<std::string> Composer::ids_of(const std::string& kind) const {
  std::vector<std::string> ids;
  for (const auto& [id, file] : files_) {
    if (begins_with(id, kind + ".")) ids.push_back(id);
  }
  return ids;
}

std::vector<std::string> Composer::inputs_of(const std::string& id) const {
  return names_in(describe({id, ""}).inputs);
}

std::vector<TensorDescription> Composer::outputs_of(const Json& block) const {
  const Description description = describe({block.at("use").get<std::string>(), ""});
  std::vector<TensorDescription> all = description.outputs;
  for (const Json& inner : passing_blocks(description, block)) {
    for (TensorDescription& one : outputs_of(inner)) all.push_back(std::move(one));
  }
  return all;
}

std::vector<OutputMix> Composer::mixes_of(const Json& block) const {
  const Description description = describe({block.at("use").get<std::string>(), ""});
  const Values values = checked(description, to_values(block.value("params", Json::object()), ""));
  std::vector<OutputMix> all;
  for (const ParameterDescription& rule : description.parameters) {
    if (!rule.mix || rule.type != ValueType::number) continue;
    all.push_back({*rule.mix, rule.name, rule.help, std::get<double>(values.at(rule.name))});
  }
  for (const Json& inner : passing_blocks(description, block)) {
    for (OutputMix& one : mixes_of(inner)) all.push_back(std::move(one));
  }
  return all;
}

std::vector<std::string> Composer::parameters_of(const std::string& id) const {
  return names_in(describe({id, ""}).parameters);
}

std::map<std::string, std::string> Composer::default_children_of(const std::string& id) const {
  std::map<std::string, std::string> children;
  for (const ChildDescription& one : describe({id, ""}).children) {
    if (!one.default_use.empty()) children[one.name] = one.default_use;
  }
  return children;
}

std::string Composer::owner_of_piece(const std::string& piece) const {
  for (const auto& [id, file] : files_) {
    const std::vector<std::string> pieces = describe({id, ""}).pieces;
    if (std::find(pieces.begin(), pieces.end(), piece) != pieces.end()) return id;
  }
  return "";
}

std::shared_ptr<Component> Composer::create(const Json& block, const std::string& pointer,
                                            MadeComponents& made) const {
  const PluginPlace place = place_of(block, pointer);
  Block request;
  request.params = to_values(block.value("params", Json::object()), place.where);
  request.child = child_maker(block, pointer, made);
  auto component = create(place, request);
  made[pointer] = {place, component};
  return component;
}

std::shared_ptr<Component> Composer::create(const PluginPlace& place, const Block& request) const {
  const std::filesystem::path file = file_of(place);
  auto component = call_plugin(place, "create()", [&] {
    const PluginEntry& entry = load_plugin(place.id, file);
    return std::shared_ptr<Component>(entry.create(request), entry.destroy);
  });
  detail::record_of(*component).place = place;
  return component;
}

std::function<std::shared_ptr<Component>(const std::string&)> Composer::child_maker(
    const Json& block, const std::string& pointer, MadeComponents& made) const {
  return [this, &block, pointer, &made](const std::string& name) -> std::shared_ptr<Component> {
    if (!block.contains(name)) return nullptr;
    const Json& value = block[name];
    if (is_reference(value)) return made.at(value["ref"].get<std::string>()).component();
    return is_block(value) ? create(value, child_pointer(pointer, name), made) : nullptr;
  };
}

std::vector<NamedComponent> Composer::named_children(const Json& pipeline,
                                                     const NamedChildrenDescription& group,
                                                     MadeComponents& made) const {
  std::vector<NamedComponent> all;
  const std::string pointer = child_pointer("", group.name);
  for (const auto& [name, block] : pipeline.at(group.name).items()) {
    NamedComponent one{name, create(block, child_pointer(pointer, name), made), {}, {}};
    for (const ParameterDescription& rule : group.values) {
      one.values[rule.name] = to_value(block.at(rule.name), rule.type).value();
    }
    if (group.reads_outputs) {
      for (const std::string& input : inputs_of(block.at("use").get<std::string>())) {
        one.reads[input] = block.at("inputs").value(input, input);
      }
    }
    all.push_back(std::move(one));
  }
  return all;
}

Handle<Recipe> Composer::make_recipe(const Json& pipeline, MadeComponents& made) const {
  const PluginPlace place{recipe_id(pipeline), where("/recipe")};
  const Description description = describe(place);
  Block request;
  request.params = recipe_values(description, pipeline);
  request.child = child_maker(pipeline, "", made);
  request.children = [&](const std::string& name) -> std::vector<NamedComponent> {
    for (const NamedChildrenDescription& group : description.named_children) {
      if (group.name == name) return named_children(pipeline, group, made);
    }
    return {};
  };
  auto recipe = std::dynamic_pointer_cast<Recipe>(create(place, request));
  if (!recipe) wrong_kind(place);
  const Handle<Recipe> handle(place, std::move(recipe));
  made["/recipe"] = handle;
  return handle;
}

void Composer::wrong_kind(const PluginPlace& place) {
  throw Failure(
      Exit::bad_configuration,
      {fmt::format("{} is not of the kind that this block needs", place.id), place.where, {}, ""});
}

}  // namespace zeroth::host
