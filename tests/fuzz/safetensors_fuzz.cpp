// A checkpoint: the header of a safetensors file and the tensors that it describes.
#include <ATen/ops/sum.h>

#include "host/tensors/safetensors.h"
#include "tests/fuzz/input_file.h"

using namespace zeroth::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputFile file(data, size);
  may_refuse([&] {
    for (const auto& [name, tensor] : read_safetensors(file.path(), Checksum::optional).tensors)
      (void)at::sum(tensor);
  });
  return 0;
}
