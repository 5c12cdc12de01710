#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/log/log_choice.h"
#include "host/log/run_sink.h"

namespace zeroth::host {

/// The logs of one run, fed with the lines of its metrics.jsonl.
///
/// A log never ends a run: what cannot be written while it trains, because a disk is full or a
/// store is locked, is said once, kept, and written with what follows. Where that does not succeed
/// to the end either, words say how to write the log anew.
class RunLogs {
 public:
  using Say = std::function<void(const std::string&)>;

  /// Opens the stores; nothing of the run is written yet.
  /// @param must  whether a log that cannot be begun is a Failure, before anything is computed;
  /// else it is said, and the run does without
  RunLogs(const LogChoice& choice, const LoggedRun& run, Say warn, bool must);

  /// Writes all there is so far, in the place of what there was.
  void begin(const std::vector<Json>& lines);
  void append(const Json& line) noexcept;
  void end(LoggedEnd how, const Json& figures) noexcept;

 private:
  struct Open {
    std::unique_ptr<RunSink> sink;
    std::vector<Json> waiting = {};
    bool warned = false;
  };
  template <class Try>
  void attempt(const char* name, Try&& function);
  void warn_of(Open& one, const std::exception& error, const std::string& then);

  std::vector<Open> open_;
  std::string directory_;
  Say warn_;
  bool must_;
  bool has_begun_ = false;
};

/// logs.json in the directory of a run: where the run is logged, and by which name. A run that goes
/// on is logged there again.
struct RememberedLogs {
  std::string id;  ///< LoggedRun::id
  LogChoice choice;

  /// Of a directory; nothing where it has none.  @throws Failure(bad_data) where it is damaged.
  static std::optional<RememberedLogs> read(const std::filesystem::path& directory);
  /// @throws Failure.
  void write(const std::filesystem::path& directory) const;
};

/// An id that no other run has.
std::string new_log_id(const std::filesystem::path& directory);

}  // namespace zeroth::host
