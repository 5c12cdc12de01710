// An HDF5 file, as MATLAB's variables and as data sets: what our own code makes of it. HDF5 itself
// is not instrumented; whatever it survives must not lead us astray.
#include <zeroth/formats/file_kind.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/mat_file.h>

#include "tests/fuzz/input_file.h"

using namespace zeroth::formats;
using namespace zeroth::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputFile input(data, size);
  may_refuse([&] {
    if (kind_of(map_file(input.path())) != FileKind::hdf5) return;
    const Hdf5File file(input.path());
    for (const std::string& name : file.names()) {
      may_refuse([&] { (void)file.matrix(name, "[C, K]"); });
      may_refuse([&] { (void)file.integers(name); });
      may_refuse([&] { (void)file.texts(name); });
    }
    const MatFile variables(input.path());
    for (std::size_t i = 0; i < variables.variables().size(); ++i) {
      may_refuse([&] { variables.check(i); });
    }
  });
  return 0;
}
