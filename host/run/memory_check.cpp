#include "host/run/memory_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/text/recipe_block.h"

namespace zeroth::host {
namespace {

constexpr const char* kBatchPointer = "/train/batch";

/// A value of the pipeline that counts rows.
struct RowCount {
  std::string pointer;
  std::int64_t times;
};

std::vector<RowCount> row_counts(const Json& pipeline, const Composer& composer,
                                 std::int64_t unseen_classes) {
  std::vector<RowCount> all = {{kBatchPointer, 1}};
  for (const ParameterDescription& rule : composer.description_of(recipe_id(pipeline)).parameters) {
    const Json::json_pointer at = recipe_pointer(rule.name);
    if (rule.per_unseen_class && pipeline.contains(at)) {
      all.push_back({at.to_string(), unseen_classes});
    }
  }
  return all;
}

/// In bytes.
double memory_of_machine() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// "joint.per_class" of "/joint/per_class".
std::string dotted_name(const std::string& pointer) {
  std::string name = pointer.substr(1);
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

std::int64_t count_of(const Json& pipeline, const RowCount& one) {
  return pipeline.at(Json::json_pointer(one.pointer)).get<std::int64_t>();
}

}  // namespace

void check_memory(const Json& pipeline, const Composer& composer, const RowSizes& sizes) {
  constexpr double kGiB = 1024.0 * 1024 * 1024;
  const double memory = memory_of_machine();
  for (const RowCount& one : row_counts(pipeline, composer, sizes.unseen_classes)) {
    const std::int64_t count = count_of(pipeline, one);
    const double rows = static_cast<double>(count) * static_cast<double>(one.times);
    const double bytes = rows * static_cast<double>(sizes.numbers) * sizeof(float);
    if (bytes <= memory) continue;
    throw Failure(
        Exit::bad_configuration,
        {fmt::format("{} {} makes more rows than memory holds", dotted_name(one.pointer), count),
         composer.where(one.pointer),
         {fmt::format("{:.0f} rows of {} numbers are {:.1f} GiB, this machine has {:.1f}", rows,
                      sizes.numbers, bytes / kGiB, memory / kGiB)},
         "choose a smaller one"});
  }
}

std::string halved(const Json& pipeline, const Composer& composer, const HeldRows& rows) {
  std::vector<std::string> sizes;
  for (const RowCount& one : row_counts(pipeline, composer, /*unseen_classes=*/1)) {
    const bool is_batch = one.pointer == kBatchPointer;
    const std::int64_t count = count_of(pipeline, one);
    if (count < 2 || !(is_batch ? rows.of_batches : rows.of_unseen_classes)) continue;
    const std::string name = dotted_name(one.pointer);
    sizes.push_back(fmt::format("{} (--set {}={})", name, name, count / 2));
  }
  return sizes.empty() ? "" : fmt::format("halve {}", fmt::join(sizes, " or "));
}

}  // namespace zeroth::host
