#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "host/base/problem.h"

/// The fuzzer's bytes as a file that readers can open.
class InputFile {
 public:
  InputFile(const std::uint8_t* data, std::size_t size) : descriptor_(memfd_create("input", 0)) {
    if (write(descriptor_, data, size) != static_cast<ssize_t>(size)) std::abort();
  }
  ~InputFile() { close(descriptor_); }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

/// Calls a reader, which may refuse its input but must not fail in any other way.
template <class Read>
void may_refuse(Read&& read) {
  try {
    read();
  } catch (const zeroth::Error& error) {
    if (error.problem().what.empty()) std::abort();
  } catch (const zeroth::host::Failure& failure) {
    // Every refusal says something.
    if (failure.problems().empty() || failure.problems().front().what.empty()) std::abort();
  }
}
