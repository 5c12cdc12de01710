#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// An array that a data reader reads.
struct DataArray {
  std::string name;   ///< of the file or of the variable in it
  std::string shape;  ///< "[N, D]"
  std::string help;
  bool optional = false;
};

/// What data must look like for a reader, for people.
struct DataLayout {
  std::vector<DataArray> arrays;
  std::vector<std::string> remarks;  ///< counting, types of numbers
  Json example_params;               ///< what a pipeline must say
};

/// Of "data.xlsa17" and so on.
DataLayout data_layout(const std::string& id);

}  // namespace zeroth::host
