#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::host {

/// Rows of feature numbers, read one after the other.
class RowFile {
 public:
  virtual ~RowFile() = default;
  /// The next rows, at most `count` of them, into `out` [count,D].
  /// @return how many; 0 behind the last one.
  /// @throws Error or Failure(bad_data) where the file turns out to be damaged.
  virtual std::int64_t read(std::int64_t count, float* out) = 0;
  /// How many there are in all, where the file says it.
  virtual std::optional<std::int64_t> rows() const { return std::nullopt; }
};

struct RowRequest {
  std::filesystem::path file;  ///< "-": standard input
  std::string variable;        ///< of .mat and .hdf5; empty: the only one that fits
  std::int64_t columns = 0;    ///< D that is wanted
  /// Who wants it, and what to do about rows of another length.
  std::string reader = "the model reads";
  std::string fix = "extract features by the backbone that the model learned from";
};

/// @throws Failure(bad_data): rows of another length than are wanted.
[[noreturn]] void refuse_length(const RowRequest& request, const std::string& has);

/// @throws Failure(usage): `fitting` are several, and the request names none of them. `what`: "data
/// set has rows".
[[noreturn]] void refuse_several(const RowRequest& request, const std::string& what,
                                 const std::vector<std::string>& fitting);

}  // namespace zeroth::host
