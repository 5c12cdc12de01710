#pragma once

#include <filesystem>
#include <string>

#include "host/base/problem.h"
#include "tests/support/files.h"

/// A folder that is the current one while it lives, so that messages hold plain file names.
class WorkingFolder : public Folder {
 public:
  WorkingFolder() : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(path());
  }
  ~WorkingFolder() { std::filesystem::current_path(before_); }

 private:
  std::filesystem::path before_;
};

/// "exit code: all messages" of what a call throws, or "nothing".
template <class Function>
std::string failure_of(Function&& function) {
  try {
    function();
  } catch (const zeroth::host::Failure& failure) {
    return std::to_string(static_cast<int>(failure.code())) + ": " + failure.what();
  }
  return "nothing";
}
