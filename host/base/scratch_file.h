#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace zeroth::host {

/// Zeros in a file that has no name, as memory: the system writes them out where memory is short,
/// and they are gone with the process, however it ends.
class ScratchFile {
 public:
  /// @param fix  what to do where `folder` has no room for it.
  /// @throws Failure(cannot_create) then.
  ScratchFile(const std::filesystem::path& folder, std::int64_t bytes, const std::string& fix);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  void* data() const { return data_; }
  std::int64_t bytes() const { return bytes_; }

 private:
  void* data_ = nullptr;
  std::int64_t bytes_;
};

/// Takes what scratch files hold in this process' memory out of it, where pages of files are more
/// than that. What is in them stays: who reads it next waits for the system, at worst for the disk.
/// Costs nothing where there is no scratch file, else a look every 20 ms.
void put_scratch_aside(std::int64_t more_than_bytes);

}  // namespace zeroth::host
