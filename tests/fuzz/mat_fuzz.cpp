// A MATLAB file of version 5. Version 7.3 is HDF5, whose own library reads it.
#include <cstring>

#include "host/data/mat_file.h"
#include "tests/fuzz/input_file.h"

using namespace zeroth::host;

namespace {

bool is_hdf5(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint8_t kVersion = 2;  // upper byte of the version field
  return size >= 128 && (data[125] == kVersion || data[124] == kVersion);
}

}  // namespace

/// libmatio forgets to free what it read of function handles; what we read is still watched.
extern "C" const char* __lsan_default_suppressions() { return "leak:libmatio\n"; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (is_hdf5(data, size)) return 0;
  const InputFile input(data, size);
  may_refuse([&] {
    const MatFile file(input.path());
    for (const std::string& name : file.names()) {
      may_refuse([&] { (void)file.columns(name); });
      may_refuse([&] { (void)file.integers(name, 1); });
      may_refuse([&] { (void)file.texts(name); });
    }
  });
  return 0;
}
