#pragma once

#include <zeroth/data_reader.h>

#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/engine/composer.h"
#include "host/read/host_reading.h"
#include "host/read/loaded_data_set.h"

namespace zeroth::host {

/// The reader that the block `data` of a pipeline names. Whatever leaves it names it, and what it
/// returns is what it declares.
class LoadedReader {
 public:
  /// `pipeline`: resolved; nothing but its block `data` is looked at.
  /// @throws Failure as Composer::make.
  LoadedReader(const Json& pipeline, const Composer& composer);

  /// The data set, unchecked but for what the reader declares of it.
  LoadedDataSet read(HostReading::Purpose purpose, Progress& progress) const;
  /// The same without the numbers of the features; nothing where the files are not there.
  std::optional<DataSet> outline() const;
  std::optional<DataSizes> declared_sizes() const;

  /// What errors call the data: the file or folder that the pipeline must name, or the block.
  const std::string& data_place() const { return data_place_; }
  const PluginPlace& place() const { return reader_.place(); }

 private:
  std::vector<TensorDescription> outputs_;
  Handle<DataReader> reader_;
  std::string data_place_;
  std::string build_;  ///< ids of the plugin and of readers inside, hashes of their libraries
};

}  // namespace zeroth::host
