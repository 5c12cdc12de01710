#include "host/cases/case_file.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <utility>

#include "host/base/problem.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

/// Before anything is allocated: the shape may promise more numbers than any file holds.
void check_shape(const std::vector<std::int64_t>& shape, std::size_t numbers) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || __builtin_mul_overflow(count, size, &count)) count = -1;
    if (count < 0) break;
  }
  if (count != static_cast<std::int64_t>(numbers)) {
    throw std::invalid_argument("a tensor's data does not fit its shape");
  }
}

template <class T>
at::Tensor filled(const std::vector<std::int64_t>& shape, const Json& data, at::ScalarType dtype) {
  const auto values = data.get<std::vector<T>>();
  check_shape(shape, values.size());
  at::Tensor tensor = at::empty(shape, dtype);
  std::copy(values.begin(), values.end(), tensor.data_ptr<T>());
  return tensor;
}

at::Tensor to_tensor(const Json& json) {
  const auto dtype = json.at("dtype").get<std::string>();
  const auto shape = json.at("shape").get<std::vector<std::int64_t>>();
  if (dtype == "int64") return filled<std::int64_t>(shape, json.at("data"), at::kLong);
  if (dtype == "float64") return filled<double>(shape, json.at("data"), at::kDouble);
  throw std::invalid_argument("unknown dtype \"" + dtype + "\"");
}

TensorMap to_map(const Json& json) {
  TensorMap map;
  for (const auto& [name, tensor] : json.items()) map.set(name, to_tensor(tensor));
  return map;
}

GoldenCase to_case(const Json& json) {
  GoldenCase golden;
  golden.name = json.at("name").get<std::string>();
  golden.params = json.value("params", Json::object());
  golden.inputs = to_map(json.value("inputs", Json::object()));
  golden.state = to_map(json.value("state", Json::object()));
  golden.outputs = to_map(json.at("outputs"));
  golden.rtol = json.at("rtol").get<double>();
  golden.atol = json.at("atol").get<double>();
  return golden;
}

}  // namespace

CaseFile read_case_file(const std::string& file) {
  try {
    const Json json = read_json_text(file).document;
    CaseFile cases;
    cases.component = json.at("component").get<std::string>();
    for (const Json& one : json.at("cases")) cases.cases.push_back(to_case(one));
    return cases;
  } catch (const Failure& failure) {
    const Problem& cause = failure.problems().front();
    if (failure.code() == Exit::no_input) {
      throw Failure(Exit::no_input, {"cannot open the case file", file, cause.why, ""});
    }
    std::vector<std::string> why = {cause.what};
    why.insert(why.end(), cause.why.begin(), cause.why.end());
    throw Failure(Exit::bad_data,
                  {"this is not a file of golden cases", cause.where, std::move(why), ""});
  } catch (const std::exception& error) {
    throw Failure(Exit::bad_data, {"this is not a file of golden cases", file, {error.what()}, ""});
  }
}

}  // namespace zeroth::host
