#include "tests/data/readers.h"

#include "host/read/load_data_set.h"
#include "host/read/verify_data.h"

using namespace zeroth;
using namespace zeroth::host;

namespace {

Composer readers() {
  const std::string folder = ZEROTH_TEST_PLUGINS;
  return {{{"data.npy", folder + "/data_npy.so"},
           {"data.region-hdf5", folder + "/data_region_hdf5.so"},
           {"data.rough", folder + "/data_rough.so"},
           {"data.synthetic", folder + "/data_synthetic.so"},
           {"data.xlsa17", folder + "/data_xlsa17.so"}},
          {}};
}

}  // namespace

LoadedDataSet load_data(const Json& block) {
  host::Progress progress(ProgressMode::none, stderr);
  return load_data_set({{"data", block}}, readers(), progress);
}

std::optional<SizesOfData> sizes_of(const Json& block) {
  const auto found = data_sizes({{"data", block}}, readers());
  if (!found) return std::nullopt;
  return SizesOfData{found->features, found->attributes, found->classes,
                     found->seen,     found->unseen,     found->train_rows,
                     found->channels, found->regions,    found->word_vector};
}

DataReport verify_path(const std::string& path, const Json& params) {
  host::Progress progress(ProgressMode::none, stderr);
  return verify_data({path, "", params}, readers(), progress);
}
