#include "host/data/word_vectors.h"

#include <string_view>

#include "host/data/array_pickle.h"
#include "host/data/mapped_file.h"
#include "host/data/npy.h"

namespace zeroth::host {
namespace {

bool is_npy(const std::filesystem::path& file) {
  const MappedFile mapped = map_file(file);
  const std::string_view content(mapped.data, mapped.size);
  return content.substr(0, 6) == "\x93NUMPY";
}

}  // namespace

Matrix read_word_vectors(const std::filesystem::path& file) {
  return is_npy(file) ? to_matrix(read_npy(file)) : read_matrix_pickle(file);
}

}  // namespace zeroth::host
