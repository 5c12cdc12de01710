#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/data/data_report.h"
#include "host/read/loaded_data_set.h"

// Data sets as a run reads them, through the plugins of this build. LibTorch stays in the source
// file: its macros are doctest's too.

/// `block`: {"use", "params"}.
zeroth::host::LoadedDataSet load_data(const zeroth::host::Json& block);

/// Of zeroth::DataSizes.
struct SizesOfData {
  std::int64_t features, attributes, classes, seen, unseen, train_rows, channels, regions,
      word_vector;
};
std::optional<SizesOfData> sizes_of(const zeroth::host::Json& block);

/// `params`: what a user of `zeroth data verify` says already.
zeroth::host::DataReport verify_path(const std::string& path, const zeroth::host::Json& params);
