// A file that claims to be a plugin: its ELF sections, its manifest and what it says of itself.
#include "host/catalog/plugin_index.h"
#include "host/schema/params_schema.h"
#include "tests/fuzz/input_file.h"

using namespace zeroth::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputFile file(data, size);
  const PluginIndex index({{file.path()}, {}});
  const Candidate& candidate = index.candidates().front();
  (void)index.explain(candidate.id());
  may_refuse([&] { (void)index.description(candidate); });
  may_refuse([&] { (void)params_schema(candidate.id(), index.installed()).dump(); });
  return 0;
}
