#include "host/reuse/descriptor.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <fmt/format.h>
#include <zeroth/finite.h>

#include <filesystem>
#include <optional>
#include <vector>

#include "host/base/problem.h"
#include "host/rows/open_rows.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

constexpr const char* kOption = "--descriptor";

bool is_list(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '[';
}

[[noreturn]] void refuse_descriptor(const std::string& what, const std::string& where,
                                    const std::string& why, std::int64_t columns) {
  throw Failure(Exit::bad_data,
                {what, where, {why}, fmt::format("give the {} numbers of one class", columns)});
}

at::Tensor of_list(const Json& list, const std::string& where, std::int64_t columns) {
  std::vector<float> numbers;
  for (const Json& one : list) {
    if (!one.is_number()) {
      refuse_descriptor("the descriptor is no list of numbers", where,
                        fmt::format("it has {}", one.dump().substr(0, 40)), columns);
    }
    numbers.push_back(one.get<float>());
  }
  return at::tensor(numbers);
}

at::Tensor of_rows(const std::string& file, std::int64_t columns) {
  const auto rows = open_rows({file, "", columns});
  at::Tensor some = at::empty({2, columns});
  const auto count = rows->read(2, some.data_ptr<float>());
  if (count == 1) return some[0];
  refuse_descriptor("the file does not hold one descriptor", file,
                    count == 0 ? "it has no row" : "it has more than one row", columns);
}

at::Tensor read_any(const std::string& text, std::int64_t columns) {
  if (is_list(text)) {
    const std::optional<Json> list = parse_json_record(text);
    if (!list || !list->is_array()) {
      throw Failure(Exit::usage, {"the descriptor is no JSON list",
                                  kOption,
                                  {},
                                  "write it as '[0.1, 0, 0.7]', or give a file"});
    }
    return of_list(*list, kOption, columns);
  }
  if (std::filesystem::path(text).extension() != ".json") return of_rows(text, columns);
  const Json document = read_json_text(text).document;
  if (!document.is_array()) {
    refuse_descriptor("the file is no JSON list of numbers", text, "it holds another value",
                      columns);
  }
  return of_list(document, text, columns);
}

}  // namespace

at::Tensor read_descriptor(const std::string& text, std::int64_t columns) {
  const std::string where = is_list(text) ? kOption : text;
  const at::Tensor descriptor = read_any(text, columns);
  if (descriptor.size(0) != columns) {
    refuse_descriptor(fmt::format("the descriptors of the model have {} numbers", columns), where,
                      fmt::format("this one has {}", descriptor.size(0)), columns);
  }
  if (!all_finite(descriptor)) {
    refuse_descriptor("the descriptor has a number that is not finite", where, "it says nothing",
                      columns);
  }
  if (descriptor.eq(0).all().item<bool>()) {
    refuse_descriptor("the descriptor is zero", where, "it is like no class more than another",
                      columns);
  }
  return descriptor;
}

}  // namespace zeroth::host
