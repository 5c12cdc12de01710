#include "host/base/scratch_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

#include "host/base/open_descriptor.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

/// Those of this process.
struct All {
  std::mutex mutex;
  std::vector<const ScratchFile*> files;
};
All& all() {
  static All instance;
  return instance;
}

[[noreturn]] void refuse(const std::filesystem::path& folder, std::int64_t bytes, int error,
                         const std::string& fix) {
  throw Failure(Exit::cannot_create,
                {fmt::format("there is no room for {:.1f} GB of rows that memory shall not hold",
                             static_cast<double>(bytes) / 1e9),
                 folder.string(),
                 {std::generic_category().message(error)},
                 fix});
}

/// Of a file without a name, or of one that loses it at once where the file system has none such.
int open_without_name(const std::filesystem::path& folder) {
  const int number = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (number >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return number;
  std::string name = (folder / "rows.XXXXXX").string();
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

/// Bytes of files that this process has in memory.
std::int64_t resident_file_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t size = 0, resident = 0, of_files = 0;
  statm >> size >> resident >> of_files;
  return of_files * ::sysconf(_SC_PAGESIZE);
}

}  // namespace

ScratchFile::ScratchFile(const std::filesystem::path& folder, std::int64_t bytes,
                         const std::string& fix)
    : bytes_(bytes) {
  const OpenDescriptor file(open_without_name(folder));
  if (file.number() < 0) refuse(folder, bytes, errno, fix);
  // Room is taken now: where it ended later, writing into the mapping would end the process.
  if (const int error = ::posix_fallocate(file.number(), 0, bytes))
    refuse(folder, bytes, error, fix);
  data_ = ::mmap(nullptr, static_cast<std::size_t>(bytes), PROT_READ | PROT_WRITE, MAP_SHARED,
                 file.number(), 0);
  if (data_ == MAP_FAILED) refuse(folder, bytes, errno, fix);
  // Small pages: a row that is used brings none of two MiB with it.
  ::madvise(data_, static_cast<std::size_t>(bytes), MADV_NOHUGEPAGE);
  ::madvise(data_, static_cast<std::size_t>(bytes), MADV_RANDOM);
  const std::lock_guard lock(all().mutex);
  all().files.push_back(this);
}

ScratchFile::~ScratchFile() {
  {
    const std::lock_guard lock(all().mutex);
    auto& files = all().files;
    files.erase(std::remove(files.begin(), files.end(), this), files.end());
  }
  ::munmap(data_, static_cast<std::size_t>(bytes_));
}

void put_scratch_aside(std::int64_t more_than_bytes) {
  using Clock = std::chrono::steady_clock;
  static Clock::time_point looked{};
  const std::lock_guard lock(all().mutex);
  if (all().files.empty() || Clock::now() - looked < std::chrono::milliseconds(20)) return;
  looked = Clock::now();
  if (resident_file_bytes() <= more_than_bytes) return;
  for (const ScratchFile* file : all().files) {
    ::madvise(file->data(), static_cast<std::size_t>(file->bytes()), MADV_DONTNEED);
  }
}

}  // namespace zeroth::host
