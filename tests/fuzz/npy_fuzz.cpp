// A .npy file: its header, and that all numbers it promises are there.
#include <zeroth/formats/npy.h>

#include "tests/fuzz/input_file.h"

using namespace zeroth;
using namespace zeroth::formats;
using namespace zeroth::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputFile file(data, size);
  may_refuse([&] {
    const NpyArray array = read_npy(file.path());
    may_refuse([&] { (void)to_integers(array); });
    const Matrix matrix = to_matrix(array);
    volatile float sum = 0;
    for (std::int64_t i = 0; i < matrix.rows() * matrix.columns(); ++i) {
      sum = sum + matrix.data()[i];
    }
  });
  return 0;
}
