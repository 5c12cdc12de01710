#include "host/course/built_components.h"

#include <zeroth/calls.h>
#include <zeroth/host_side.h>

#include <memory>
#include <string>

#include "host/course/declared_shapes.h"
#include "host/engine/parameter_check.h"
#include "host/engine/placement.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

template <class Interface>
Handle<Interface> as(const Handle<Component>& component) {
  return {component.place(), std::dynamic_pointer_cast<Interface>(component.component())};
}

class Building {
 public:
  explicit Building(const RecipeInputs& inputs) : inputs_(inputs) {}

  /// The component of a block, where the pipeline has it.
  void build(const std::string& pointer) {
    const auto made = inputs_.made.find(pointer);
    if (made == inputs_.made.end()) return;
    const std::string stream = pointer.substr(1) + "/build";
    if (const auto rows = as<RowNetwork>(made->second)) {
      zeroth::build(rows, inputs_.data.sizes(), inputs_.streams.cpu_stream(stream));
    } else if (const auto expert = as<Expert>(made->second)) {
      build_expert(expert, pointer, stream);
    }
  }

  void settle(const std::string& pointer) {
    const auto made = inputs_.made.find(pointer);
    if (made != inputs_.made.end()) host::settle(made->second, inputs_.data.device());
  }

 private:
  void build_expert(const Handle<Expert>& expert, const std::string& pointer,
                    const std::string& stream) {
    const TrainingData on_cpu = on_device(inputs_.data, at::kCPU);
    const RegionProblem problem{on_cpu.word_vectors, on_cpu.classes,
                                on_cpu.samples.images().channels(),
                                on_cpu.samples.images().regions()};
    const Json& block = inputs_.pipeline.at(Json::json_pointer(pointer));
    detail::record_of(*expert.component()).outputs =
        declared_shapes(inputs_.composer.outputs_of(block), problem);
    zeroth::build(expert, problem, inputs_.streams.cpu_stream(stream));
  }

  const RecipeInputs& inputs_;
};

}  // namespace

void build_components(const Description& recipe, const RecipeInputs& inputs) {
  Building building(inputs);
  for (const ChildDescription& child : recipe.children) {
    const std::string pointer = child_pointer("", child.name);
    building.build(pointer);
    building.settle(pointer);
  }
  for (const NamedChildrenDescription& group : recipe.named_children) {
    std::vector<std::string> pointers;
    for (const auto& [name, block] : inputs.pipeline.at(group.name).items()) {
      pointers.push_back(child_pointer(child_pointer("", group.name), name));
    }
    for (const std::string& one : pointers) building.build(one);
    for (const std::string& one : pointers) building.settle(one);
  }
}

void settle(const Handle<Component>& component, const at::Device& device) {
  place_on(device, component);
  check_parameters(component);
}

}  // namespace zeroth::host
