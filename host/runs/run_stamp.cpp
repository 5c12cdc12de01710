#include "host/runs/run_stamp.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>

#include "host/base/hash.h"
#include "host/runs/clock.h"
#include "host/runs/study_slot.h"

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

/// What the files of a directory look like, one after the other.
class FilesLook {
 public:
  void add(const std::string& file) {
    struct stat info {};
    if (stat(file.c_str(), &info) != 0) return append(seen_, -1);
    append(seen_, static_cast<std::int64_t>(info.st_ino));
    append(seen_, info.st_size);
    for (const timespec& time : {info.st_mtim, info.st_ctim}) {
      append(seen_, time.tv_sec);
      append(seen_, time.tv_nsec);
    }
    settled_ = std::max(settled_, settled_at(info));
  }
  void add_run(const std::filesystem::path& directory) {
    for (const char* name : kLookedAt) add(directory.string() + name);
  }
  RunStamp stamp() const { return {hash_of(seen_), settled_ < clock_seconds()}; }

 private:
  std::string seen_;
  double settled_ = 0;
};

}  // namespace

RunStamp stamp_of_run(const std::filesystem::path& directory) {
  FilesLook look;
  look.add_run(directory);
  return look.stamp();
}

RunStamp stamp_of_slot(const std::filesystem::path& slot) {
  FilesLook look;
  look.add(slot.string());
  for (const std::filesystem::path& run : runs_of_slot(slot)) look.add_run(run);
  return look.stamp();
}

}  // namespace zeroth::host
