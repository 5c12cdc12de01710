#include "host/runs/run_stamp.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>

#include "host/base/hash.h"
#include "host/runs/clock.h"

namespace zeroth::host {
namespace {

/// What a summary is read from, and the folders that say when a file in them comes or goes.
constexpr const char* kLookedAt[] = {"",
                                     "/checkpoints",
                                     "/config.resolved.json",
                                     "/env.json",
                                     "/status.json",
                                     "/result.json",
                                     "/metrics.jsonl",
                                     "/looks.jsonl",
                                     "/evaluations.jsonl"};

/// When the file last changed, plus what its file system rounds that by. One whose clock ticks more
/// than once a second shows that in nearly every file.
double settled_at(const struct stat& info) {
  constexpr double kNano = 1e-9, kCoarse = 2, kFine = 0.05;
  const double changed =
      static_cast<double>(info.st_ctim.tv_sec) + kNano * static_cast<double>(info.st_ctim.tv_nsec);
  return changed + (info.st_ctim.tv_nsec == 0 ? kCoarse : kFine);
}

void append(std::string& bytes, std::int64_t number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

}  // namespace

RunStamp stamp_of_run(const std::filesystem::path& directory) {
  RunStamp stamp;
  std::string seen;
  double settled = 0;
  for (const char* name : kLookedAt) {
    struct stat info {};
    if (stat((directory.string() + name).c_str(), &info) != 0) {
      append(seen, -1);
      continue;
    }
    append(seen, static_cast<std::int64_t>(info.st_ino));
    append(seen, info.st_size);
    for (const timespec& time : {info.st_mtim, info.st_ctim}) {
      append(seen, time.tv_sec);
      append(seen, time.tv_nsec);
    }
    settled = std::max(settled, settled_at(info));
  }
  stamp.hash = hash_of(seen);
  stamp.is_settled = settled < clock_seconds();
  return stamp;
}

}  // namespace zeroth::host
