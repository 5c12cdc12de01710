#include <zeroth/host_side.h>

namespace zeroth {

host_side::Services& host_side::services() {
  static Services services;
  return services;
}

namespace detail {

RowsView::~RowsView() = default;
TrainingView::~TrainingView() = default;
ComponentRecord& record_of(Component& component) { return *component.record_; }
const ComponentRecord& record_of(const Component& component) { return *component.record_; }

}  // namespace detail

const PluginPlace& place_of(const Component& component) {
  return detail::record_of(component).place;
}

Component::Component() : record_(new detail::ComponentRecord()) {}
Component::~Component() { delete record_; }
NamedTensors Component::state() { return {}; }

std::unique_ptr<Steps> optimise(const std::string& name, const Optimiser& optimiser,
                                NamedTensors parameters) {
  const auto steps = host_side::services().steps;
  if (!steps) throw Error("there is no host that could optimise \"" + name + "\"");
  Schedule schedule;
  schedule.optimiser(name, {""}) = optimiser;
  plan::Optimiser plan = schedule.plan().optimisers.front();
  plan.name = name;
  plan.parameters = {""};
  return steps(std::move(plan), std::move(parameters));
}

}  // namespace zeroth
