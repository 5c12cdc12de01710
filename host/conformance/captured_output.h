#pragma once

#include <string>

namespace zeroth::host {

/// Keeps what anybody in the process writes to standard output and standard error while it lives.
class CapturedOutput {
 public:
  CapturedOutput();
  ~CapturedOutput();
  CapturedOutput(const CapturedOutput&) = delete;
  CapturedOutput& operator=(const CapturedOutput&) = delete;

  /// What was written so far.
  std::string text() const;

 private:
  int file_ = -1;
  int output_ = -1, error_ = -1;  // where the streams went before
};

}  // namespace zeroth::host
