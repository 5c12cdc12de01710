// A MATLAB file of version 4 or 5. Version 7.3 is HDF5, whose own library reads it.
#include <zeroth/formats/file_kind.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/mat_file.h>

#include "tests/fuzz/input_file.h"

using namespace zeroth::formats;
using namespace zeroth::host;

// A sparse matrix of a hundred bytes may rightly be 512 MiB of zeros: reading many such is slow,
// not wrong.
bool fills_much(const MatVariable& variable) {
  double count = variable.is_sparse;
  for (const auto length : variable.size) count *= static_cast<double>(length);
  return count > 1 << 24;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputFile input(data, size);
  may_refuse([&] {
    if (kind_of(map_file(input.path())) == FileKind::hdf5) return;
    const MatFile file(input.path());
    for (std::size_t i = 0; i < file.variables().size(); ++i) {
      if (fills_much(file.variables()[i])) continue;
      const std::string& name = file.variables()[i].name;
      may_refuse([&] { file.check(i); });
      may_refuse([&] { (void)file.columns(name); });
      may_refuse([&] { (void)file.integers(name, 1); });
      may_refuse([&] { (void)file.text_warning(name); });
    }
  });
  return 0;
}
