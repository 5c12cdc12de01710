#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::formats {

/// The MATLAB files of a directory by the names of their variables. Files that are none, or are
/// damaged, are left out: whatever lies beside a data set does no harm.
class MatFolder {
 public:
  /// @throws Error(no_input) when the directory cannot be looked into.
  explicit MatFolder(std::filesystem::path directory);

  /// The name of a file that has all of these variables: `usual` if it does, else the first.
  std::optional<std::string> holder_of(const std::vector<std::string>& variables,
                                       const std::string& usual) const;
  /// The same for one variable.
  /// @throws Error(no_input) when no file has it, naming what was left out.
  std::string find(const std::string& variable, const std::string& usual) const;

  /// What was left out and why, in a sentence; empty when nothing was.
  std::string left_out() const;

 private:
  struct File {
    std::string name;
    std::vector<std::string> variables;
  };
  void look_into(const std::filesystem::path& file);

  std::filesystem::path directory_;
  std::vector<File> files_;
  std::vector<std::string> left_out_;  ///< "a.mat (it is damaged)"
};

}  // namespace zeroth::formats
