// A pickle of word vectors, whose opcodes are carried out as bookkeeping.
#include <zeroth/formats/array_pickle.h>

#include "tests/fuzz/input_file.h"

using namespace zeroth;
using namespace zeroth::formats;
using namespace zeroth::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputFile file(data, size);
  may_refuse([&] {
    const Matrix matrix = read_matrix_pickle(file.path());
    volatile float sum = 0;
    for (std::int64_t i = 0; i < matrix.rows() * matrix.columns(); ++i) {
      sum = sum + matrix.data()[i];
    }
  });
  return 0;
}
