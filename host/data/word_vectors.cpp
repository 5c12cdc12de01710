#include "host/data/word_vectors.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "host/data/array_pickle.h"
#include "host/data/npy.h"

namespace zeroth::host {
namespace {

bool is_npy(const std::filesystem::path& file) {
  std::array<char, 6> start{};
  std::ifstream(file, std::ios::binary).read(start.data(), start.size());
  return std::equal(start.begin(), start.end(), "\x93NUMPY");
}

}  // namespace

Matrix read_word_vectors(const std::filesystem::path& file) {
  return is_npy(file) ? to_matrix(read_npy(file)) : read_array_pickle(file);
}

}  // namespace zeroth::host
