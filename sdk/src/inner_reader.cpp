#include <zeroth/call.h>
#include <zeroth/host_side.h>
#include <zeroth/inner_reader.h>

namespace zeroth {
namespace {

void check(const DataSet& data, const PluginPlace& place, bool has_numbers) {
  if (const auto check_data = host_side::services().check_data) {
    check_data(data, place, has_numbers);
  }
}

}  // namespace

DataSet read_inner(DataReader& inner, Reading& reading) {
  const PluginPlace& place = place_of(inner);
  DataSet data = call_plugin(place, "read()", [&] { return inner.read(reading); });
  check(data, place, /*has_numbers=*/true);
  return data;
}

std::optional<DataSet> outline_of_inner(const DataReader& inner) {
  const PluginPlace& place = place_of(inner);
  auto data = call_plugin(place, "outline()", [&] { return inner.outline(); });
  if (data) check(*data, place, /*has_numbers=*/false);
  return data;
}

std::optional<DataSizes> declared_sizes_of_inner(const DataReader& inner) {
  const auto* says = dynamic_cast<const DeclaredSizes*>(&inner);
  if (!says) return std::nullopt;
  return call_plugin(place_of(inner), "declared_sizes()", [&] { return says->declared_sizes(); });
}

Optimum optimum_errors_of_inner(const DataReader& inner) {
  const auto* sampled = dynamic_cast<const SampledOptimum*>(&inner);
  if (!sampled) return {};
  return call_plugin(place_of(inner), "optimum_errors()",
                     [&] { return sampled->optimum_errors(); });
}

}  // namespace zeroth
