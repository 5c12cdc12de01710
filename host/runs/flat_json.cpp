#include "host/runs/flat_json.h"

#include <cmath>

#include "host/record/sealed_json.h"

namespace zeroth::host {
namespace {

void add_flat(const Json& object, const std::string& before, std::vector<FlatValue>& values) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) {
      add_flat(value, before + key + ".", values);
    } else {
      values.emplace_back(before + key, value);
    }
  }
}

}  // namespace

std::vector<FlatValue> flat_values(const Json& object) {
  std::vector<FlatValue> values;
  if (object.is_object()) add_flat(object, "", values);
  return values;
}

std::string same_json(const Json& value) {
  constexpr double kWhole = 1e15;  // up to here a double has no gaps
  if (!value.is_number_float()) return file_text(value, -1);
  const double number = value.get<double>();
  const bool is_whole = std::abs(number) < kWhole && number == std::floor(number);
  return is_whole ? std::to_string(static_cast<std::int64_t>(number)) : file_text(value, -1);
}

std::string plain_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : file_text(value, -1);
}

}  // namespace zeroth::host
