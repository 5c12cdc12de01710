#pragma once

#include <zeroth/formats/csv_descriptors.h>
#include <zeroth/matrix.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// Descriptors of classes, each of which has a name.
class ClassDescriptors {
 public:
  /// @param file  where they come from, for messages.
  /// @throws Failure(bad_data) when they name no classes or one twice, or hold a number that is not
  /// finite.
  ClassDescriptors(std::filesystem::path file, formats::Descriptors descriptors);

  /// Those of these classes, [C,d] in their order.
  /// @throws Failure(bad_data) naming the classes that have none.
  Matrix of(const std::vector<std::string>& classes) const;

  /// Names of classes that are not among these.
  std::vector<std::string> others_than(const std::vector<std::string>& classes) const;

  const std::vector<std::string>& classes() const { return all_.class_names; }
  const std::vector<std::string>& attributes() const { return all_.attribute_names; }

 private:
  void check_names() const;
  void check_numbers() const;

  std::filesystem::path file_;
  formats::Descriptors all_;
};

/// A .csv file as read_csv_descriptors() takes it, or a .mat file with `variable` [d,C] and the
/// names in `allclasses_names`.
/// @throws Failure or Error(no_input or bad_data) when it is neither.
formats::Descriptors read_class_descriptors(const std::filesystem::path& file,
                                            const std::string& variable);

/// Gives the classes of descriptors without names their numbers, of which the first one is `first`.
void name_by_numbers(formats::Descriptors& descriptors, std::int64_t first);

}  // namespace zeroth::host
