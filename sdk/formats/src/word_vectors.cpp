#include <zeroth/formats/array_pickle.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/word_vectors.h>

#include <string_view>

namespace zeroth::formats {
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

}  // namespace zeroth::formats
