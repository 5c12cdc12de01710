#pragma once

#include <zeroth/formats/csv_descriptors.h>
#include <zeroth/matrix.h>

#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// Descriptors of classes, each of which has a name.
class ClassDescriptors {
 public:
  /// A .csv file as read_csv_descriptors() takes it, or a .mat file with `variable` [d,C] and the
  /// names in `allclasses_names`.
  /// @throws Failure or Error(no_input or bad_data) when it is neither, names no classes or one
  /// twice, or holds a number that is not finite.
  ClassDescriptors(std::filesystem::path file, const std::string& variable);

  /// Those of these classes, [C,d] in their order.
  /// @throws Failure(bad_data) naming the classes that have none.
  Matrix of(const std::vector<std::string>& classes) const;

  /// Names of classes that are not among these.
  std::vector<std::string> others_than(const std::vector<std::string>& classes) const;

 private:
  void check_names() const;
  void check_numbers() const;

  std::filesystem::path file_;
  formats::Descriptors all_;
};

}  // namespace zeroth::host
