#pragma once

#include <zeroth/description.h>

#include <map>
#include <string>
#include <utility>

/// Data readers as tests of pipelines meet them: a world with a parameter, a folder, another one,
/// and one file of regions.
inline void add_data_readers(std::map<std::string, zeroth::Description>& all) {
  zeroth::ParameterDescription share;
  share.name = "nonlinearity";
  share.type = zeroth::ValueType::number;
  share.default_value = 0.5;
  share.at_least = 0;
  share.at_most = 1;
  zeroth::ParameterDescription noise = share;
  noise.name = "noise";
  noise.above = 0;
  noise.at_most.reset();
  noise.at_least.reset();
  zeroth::ParameterDescription root;
  root.name = "root";
  root.help = "the directory";
  root.type = zeroth::ValueType::string;
  root.not_empty = true;
  zeroth::ParameterDescription file = root;
  file.name = "file";
  file.help = "the file";
  zeroth::Description world, folder, regions;
  world.parameters = {share, noise};
  world.outputs = folder.outputs = {{"features", {"N", "D"}, "float"}};
  folder.parameters = {root};
  regions.parameters = {file};
  regions.outputs = {{"regions", {"N", "M", "R"}, "float"}};
  all["data.synthetic"] = world;
  all["data.xlsa17"] = all["data.npy"] = folder;
  all["data.region-hdf5"] = regions;
}
