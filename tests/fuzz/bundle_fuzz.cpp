// A bundle of a run: an archive that may come from anybody, unpacked and its manifest read.
#include <algorithm>

#include "host/bundle/bundle_archive.h"
#include "host/bundle/bundle_files.h"
#include "host/bundle/bundle_manifest.h"
#include "host/bundle/temporary_folder.h"
#include "tests/fuzz/input_file.h"

using namespace zeroth::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const InputFile file(data, size);
  const TemporaryFolder folder;
  may_refuse([&] {
    unpack_bundle(file.path(), folder.path());
    may_refuse([&] { BundleManifest::read(folder.path()); });
  });
  for (const auto& one : std::filesystem::directory_iterator(folder.path())) {
    const std::string name = one.path().filename().string();
    const bool known =
        std::find(kBundleFiles.begin(), kBundleFiles.end(), name) != kBundleFiles.end();
    if (!known || !one.is_regular_file() || one.is_symlink()) std::abort();
  }
  return 0;
}
