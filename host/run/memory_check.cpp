#include "host/run/memory_check.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

/// A value of the pipeline that counts rows.
struct RowCount {
  const char* block;
  const char* name;
  bool per_unseen_class;
};

constexpr RowCount kRowCounts[] = {{"synthesis", "per_class", true},
                                   {"joint", "per_class", true},
                                   {"train", "batch", false},
                                   {"classifier", "batch", false}};

/// In bytes.
double memory_of_machine() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::string where_is(const std::map<std::string, std::string>& origins,
                     const std::string& pointer) {
  const auto origin = origins.find(pointer);
  return origin == origins.end() ? pointer : origin->second + "  " + pointer;
}

}  // namespace

void check_memory(const Json& pipeline, const std::map<std::string, std::string>& origins,
                  const RowSizes& sizes) {
  constexpr double kGiB = 1024.0 * 1024 * 1024;
  const double memory = memory_of_machine();
  for (const RowCount& one : kRowCounts) {
    if (!pipeline.contains(one.block) || !pipeline[one.block].contains(one.name)) continue;
    const auto count = pipeline[one.block][one.name].get<std::int64_t>();
    const double rows = static_cast<double>(count) *
                        static_cast<double>(one.per_unseen_class ? sizes.unseen_classes : 1);
    const double bytes = rows * static_cast<double>(sizes.numbers) * sizeof(float);
    if (bytes <= memory) continue;
    throw Failure(
        Exit::bad_configuration,
        {fmt::format("{}.{} {} makes more rows than memory holds", one.block, one.name, count),
         where_is(origins, fmt::format("/{}/{}", one.block, one.name)),
         {fmt::format("{:.0f} rows of {} numbers are {:.1f} GiB, this machine has {:.1f}", rows,
                      sizes.numbers, bytes / kGiB, memory / kGiB)},
         "choose a smaller one"});
  }
}

}  // namespace zeroth::host
