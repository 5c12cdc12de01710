// A file of golden cases: its JSON and the tensors in it.
#include <ATen/ops/sum.h>

#include "host/cases/case_file.h"
#include "tests/fuzz/input_file.h"

using namespace zeroth::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputFile file(data, size);
  may_refuse([&] {
    for (const GoldenCase& one : read_case_file(file.path()).cases) {
      for (const auto& [name, tensor] : one.inputs.all()) (void)at::sum(tensor);
    }
  });
  return 0;
}
