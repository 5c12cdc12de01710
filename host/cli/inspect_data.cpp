#include "host/cli/inspect_data.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/pipeline/data_layout.h"
#include "host/text/values.h"

namespace zeroth::host {
namespace {

Json example_block(const DataReader& reader, const DataLayout& layout) {
  return {{"data", {{"use", reader.id}, {"params", layout.example_params}}}};
}

void print_arrays(const DataLayout& layout) {
  if (!layout.arrays.empty()) fmt::print("reads\n");
  for (const DataArray& one : layout.arrays) {
    fmt::print("  {:<26} {:<14} {}{}\n", one.name, one.shape, one.help,
               one.optional ? " (may be missing)" : "");
  }
  for (const std::string& remark : layout.remarks) fmt::print("  {}\n", remark);
}

}  // namespace

const DataReader* find_data_reader(const std::string& id) {
  const auto& readers = data_readers();
  const auto found = std::find_if(readers.begin(), readers.end(),
                                  [&](const DataReader& one) { return one.id == id; });
  return found == readers.end() ? nullptr : &*found;
}

void print_data_reader(const DataReader& reader) {
  const DataLayout layout = data_layout(reader.id);
  fmt::print("{}\n  {}\n", reader.id, reader.summary);
  for (const std::string& citation : reader.citations) fmt::print("  {}\n", citation);
  print_arrays(layout);
  fmt::print("parameters\n");
  for (const ParameterDescription& rule : reader.params) {
    fmt::print("  {:<26} {}\n  {:<26}   {}\n", rule.name, rule.help, "", describe_rule(rule));
  }
  fmt::print("example\n{}\n", example_block(reader, layout).dump(2));
}

Json to_json(const DataReader& reader) {
  const DataLayout layout = data_layout(reader.id);
  Json arrays = Json::array(), parameters = Json::array();
  for (const DataArray& one : layout.arrays) {
    arrays.push_back(
        {{"name", one.name}, {"shape", one.shape}, {"help", one.help}, {"optional", one.optional}});
  }
  for (const ParameterDescription& rule : reader.params) {
    parameters.push_back({{"name", rule.name},
                          {"type", type_name(rule.type)},
                          {"default", default_of(rule)},
                          {"rule", describe_rule(rule)},
                          {"help", rule.help}});
  }
  return {{"id", reader.id},           {"kind", "data"},
          {"summary", reader.summary}, {"cite", reader.citations},
          {"arrays", arrays},          {"remarks", layout.remarks},
          {"parameters", parameters},  {"example", example_block(reader, layout)}};
}

}  // namespace zeroth::host
