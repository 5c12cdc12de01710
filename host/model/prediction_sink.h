#pragma once

#include <zeroth/formats/atomic_file.h>

#include <optional>
#include <string>

namespace zeroth::host {

/// Where predictions go: standard output as they come, or a file that is there when all of them
/// are.
class PredictionSink {
 public:
  /// @param file  empty: standard output.
  explicit PredictionSink(const std::string& file);
  /// @throws Failure or Error(io) where it cannot be written.
  void write(const std::string& text);
  void finish();

 private:
  std::optional<formats::AtomicFile> file_;
};

}  // namespace zeroth::host
