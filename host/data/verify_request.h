#pragma once

#include <filesystem>
#include <string>

namespace zeroth::host {

struct VerifyRequest {
  std::filesystem::path path;        ///< directory of a data set, a region file or any single file
  std::string features, splits;      ///< file names in the directory; empty: found by their content
  std::string attributes = {};       ///< the variable of the descriptors; empty: found
  std::string attributes_file = {};  ///< as data.params.attributes_file
  std::string word_vectors = {};     ///< of a region file, as data.params.word_vectors
};

}  // namespace zeroth::host
