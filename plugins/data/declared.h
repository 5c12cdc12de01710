#pragma once

#include <zeroth/data_reader.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zeroth {

// What several readers declare alike.

constexpr const char* kNumbers =
    "N images, C classes, d attributes; whole or floating-point numbers of any size, read as "
    "float32 and int64.";

/// `ending` and `shape` are those of lists of rows.
template <class Reader>
void reads_splits(Schema<Reader>& s, const std::string& ending, const std::string& shape) {
  s.reads("trainval" + ending, shape, "training rows, of seen classes");
  s.may_read("test_seen" + ending, shape,
             "test rows of seen classes; without them T1 is reported alone");
  s.may_read("test_unseen" + ending, shape,
             "test rows of unseen classes; without them S is reported alone");
  s.may_read("train" + ending, shape, "rows whose classes remain seen in a validation");
  s.may_read("val" + ending, shape, "rows whose classes a validation takes for unseen");
}

/// Help of the parameter `attributes_file`.
inline std::string descriptors_help(const std::string& otherwise) {
  return "class descriptors in a file of their own: .mat [d,C], .npy [C,d] or .csv with a line for "
         "each class; empty = " +
         otherwise;
}

constexpr const char* kShapeHelp =
    "D, d, C, S, U and training rows, for --dry-run without the data";

/// Of the parameter `shape`: D, d, C, S, U and training rows; nothing where it says something else.
inline std::optional<DataSizes> sizes_of_rows(const std::vector<std::int64_t>& shape) {
  if (shape.size() != 6) return std::nullopt;
  return DataSizes{shape[0], shape[1], shape[2], shape[3], shape[4], shape[5]};
}

}  // namespace zeroth
