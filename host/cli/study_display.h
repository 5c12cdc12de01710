#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/base/progress.h"
#include "host/cli/study_pool.h"

namespace zeroth::host {

/// Shows people how a study goes on: on a terminal a table that is drawn anew, with the time that
/// is left, the best so far, and a line for each run at work; elsewhere a line when a run ends.
/// What failed is named whatever was asked for.
class StudyDisplay {
 public:
  StudyDisplay(const Study& study, ProgressMode mode, std::size_t jobs)
      : study_(study), mode_(mode), jobs_(jobs) {}
  /// Takes the table away.
  ~StudyDisplay() { erase(); }
  StudyDisplay(const StudyDisplay&) = delete;
  StudyDisplay& operator=(const StudyDisplay&) = delete;

  /// `is_stopped`: the study was told to stop, so that runs do needs no words.
  void show(const std::vector<PooledRun>& runs, bool is_stopped);

 private:
  void tell_changes(const std::vector<PooledRun>& runs, bool is_stopped);
  void tell(const std::string& line);
  void draw(const std::vector<PooledRun>& runs);
  void erase();
  std::string headline(const std::vector<PooledRun>& runs) const;
  std::string line_of(const PooledRun& one) const;

  const Study& study_;
  ProgressMode mode_;
  std::size_t jobs_;
  std::vector<PooledRun::Phase> told_;
  std::size_t drawn_ = 0;  ///< lines that stand there
};

}  // namespace zeroth::host
