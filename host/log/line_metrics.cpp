#include "host/log/line_metrics.h"

#include "host/runs/clock.h"

namespace zeroth::host {

LineMetrics line_metrics(const Json& line, double otherwise) {
  LineMetrics metrics;
  const Json time = line.is_object() ? line.value("time", Json()) : Json();
  metrics.time = otherwise;
  if (time.is_string()) {
    metrics.time = clock_seconds_of(time.get<std::string>()).value_or(otherwise);
  }
  metrics.step = step_of(line);
  metrics.values = metric_values(line);
  if (line.is_object() && line.value("part", Json()) == "selection") {
    for (MetricValue& one : metrics.values) one.name = "selection/" + one.name;
  }
  return metrics;
}

std::vector<MetricValue> result_metrics(const Json& figures) {
  return metric_values({{"result", figures}});
}

}  // namespace zeroth::host
