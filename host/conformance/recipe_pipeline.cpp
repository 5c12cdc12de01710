#include "host/conformance/recipe_pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/conformance/component.h"
#include "host/text/recipe_block.h"
#include "host/text/required_path.h"
#include "host/text/values.h"

namespace zeroth::host {
namespace {

constexpr const char* kPart = "part";  // of a group of which one is enough

/// Few rows, as some losses look at all triples of them.
constexpr std::int64_t kRecipeBatch = 40;

using Tensors = std::vector<TensorDescription>;

/// Whether every block inside that refers to another one finds it.
bool finds_its_references(const Json& block, const Json& pipeline) {
  for (const auto& [name, value] : block.items()) {
    if (!value.is_object()) continue;
    const auto ref = value.find("ref");
    if (ref != value.end() && !pipeline.contains(Json::json_pointer(ref->get<std::string>()))) {
      return false;
    }
    if (!finds_its_references(value, pipeline)) return false;
  }
  return true;
}

bool refers_to_another(const Json& block) {
  return std::any_of(block.begin(), block.end(), [](const Json& value) {
    return value.is_object() && (value.contains("ref") || refers_to_another(value));
  });
}

/// A block with that plugin; nothing where it needs a file, or something inside that is not there.
std::optional<Json> block_with(const Subject& part, const Json& pipeline) {
  if (!required_path(description_of(part)).empty()) return std::nullopt;
  try {
    const Json block = document_of(part, small_parameters(part)).at("component");
    if (finds_its_references(block, pipeline)) return block;
  } catch (const std::invalid_argument&) {  // another one may fit
  }
  return std::nullopt;
}

Subject part_of(const Subject& recipe, const std::string& id) {
  return {id, recipe.others.at(id), recipe.seed, recipe.others};
}

std::vector<Subject> installed(const Subject& recipe, const std::string& kind) {
  std::vector<Subject> all;
  for (const std::string& id : composer_of(recipe).ids_of(kind)) {
    if (id != recipe.id) all.push_back(part_of(recipe, id));
  }
  return all;
}

Json first_block(const Subject& recipe, const std::string& kind, const std::string& name,
                 const std::string& wanted, const Json& pipeline) {
  std::optional<Json> found;  // one that refers to another block, which may not offer what it reads
  for (const Subject& part : installed(recipe, kind)) {
    if (!wanted.empty() && part.id != wanted) continue;
    const auto block = block_with(part, pipeline);
    if (block && !refers_to_another(*block)) return *block;
    if (!found) found = block;
  }
  if (found) return *found;
  const std::string what = wanted.empty()
                               ? fmt::format("no {} that fits into", kind)
                               : fmt::format("the plugin {} is not installed for", wanted);
  throw std::invalid_argument(
      fmt::format("{} the block \"{}\"{}", what, name, wanted.empty() ? " is installed" : ""));
}

std::string last_name(const std::string& name) { return name.substr(name.rfind('/') + 1); }

/// B and N both stand for rows.
std::vector<std::string> shape_of(const TensorDescription& tensor) {
  std::vector<std::string> shape = tensor.shape;
  std::replace(shape.begin(), shape.end(), std::string("B"), std::string("N"));
  return shape;
}

/// The offered tensor for an input: that of its name, else the first of its shape.
std::optional<std::string> bound_to(const TensorDescription& input, const Tensors& offered) {
  for (const TensorDescription& one : offered) {
    if (last_name(one.name) == input.name) return one.name;
  }
  for (const TensorDescription& one : offered) {
    if (shape_of(one) == shape_of(input) && one.dtype == input.dtype) return one.name;
  }
  return std::nullopt;
}

/// What a loss reads, as a block says it; nothing where a tensor that it needs is not offered.
std::optional<Json> inputs_from(const Tensors& offered, const Description& loss) {
  Json inputs = Json::object();
  for (const TensorDescription& input : loss.inputs) {
    const auto found = bound_to(input, offered);
    if (!found) return std::nullopt;
    inputs[input.name] = *found;
  }
  return inputs;
}

/// Fills the groups of a recipe; the tensors of earlier ones are offered to later ones.
class Groups {
 public:
  Groups(const Subject& recipe, Json& pipeline)
      : recipe_(recipe), pipeline_(pipeline), offered_(description_of(recipe).outputs) {}

  void fill(const NamedChildrenDescription& group) {
    pipeline_[group.name] = Json::object();
    if (group.reads_outputs) return fill_with_all_that_fit(group);
    Json block = first_block(recipe_, group.kind, group.name, "", pipeline_);
    for (TensorDescription one : composer_of(recipe_).outputs_of(block)) {
      one.name = fmt::format("{}/{}", kPart, one.name);
      if (group.passes_outputs) offered_.push_back(std::move(one));
    }
    add(group, kPart, std::move(block));
  }

 private:
  void fill_with_all_that_fit(const NamedChildrenDescription& group) {
    for (const Subject& part : installed(recipe_, group.kind)) {
      const auto inputs = inputs_from(offered_, description_of(part));
      auto block = inputs ? block_with(part, pipeline_) : std::nullopt;
      if (!block) continue;
      (*block)["inputs"] = *inputs;
      add(group, part.id, std::move(*block));
    }
    if (!pipeline_[group.name].empty()) return;
    throw std::invalid_argument(
        fmt::format("no {} that fits into the block \"{}\" is installed", group.kind, group.name));
  }

  void add(const NamedChildrenDescription& group, const std::string& name, Json block) {
    for (const ParameterDescription& one : group.values) block[one.name] = example_of(one);
    pipeline_[group.name][name] = std::move(block);
  }

  const Subject& recipe_;
  Json& pipeline_;
  Tensors offered_;
};

}  // namespace

Json pipeline_of(const Subject& recipe) {
  const Description description = description_of(recipe);
  Json pipeline = {{"recipe", {{"use", recipe.id}}},
                   {"train",
                    {{"epochs", kRecipeEpochs},
                     {"batch", kRecipeBatch},
                     {"decay", {{"every", 0}, {"factors", Json::object()}}},
                     {"gradients", {{"every", 0}}}}}};
  const Json params = small_parameters(recipe);
  for (const auto& [name, value] : params.items()) {
    pipeline[recipe_pointer(name)] = value;
  }
  for (const ChildDescription& child : description.children) {
    if (child.optional) continue;
    const Json block = first_block(recipe, child.kind, child.name, child.default_use, pipeline);
    merge_into(pipeline[child.name], block);
  }
  Groups groups(recipe, pipeline);
  for (const NamedChildrenDescription& group : description.named_children) groups.fill(group);
  return pipeline;
}

}  // namespace zeroth::host
