#include "host/record/metric_values.h"

namespace zeroth::host {

std::vector<MetricValue> metric_values(const Json& line) {
  std::vector<MetricValue> values;
  if (!line.is_object()) return values;
  for (const auto& [group, members] : line.items()) {
    if (!members.is_object()) continue;
    for (const auto& [name, value] : members.items()) {
      if (value.is_number()) values.push_back({group + "/" + name, value.get<double>()});
    }
  }
  return values;
}

std::int64_t step_of(const Json& line) {
  for (const char* name : {"step", "epoch"}) {
    if (line.is_object() && line.contains(name) && line.at(name).is_number_integer())
      return line.at(name).get<std::int64_t>();
  }
  return 0;
}

}  // namespace zeroth::host
