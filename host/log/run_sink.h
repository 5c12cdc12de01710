#pragma once

#include <vector>

#include "host/base/json.h"
#include "host/log/logged_run.h"

namespace zeroth::host {

/// Where metrics go beside metrics.jsonl: what another program reads. It only mirrors that file, so
/// it can be made anew at any time.
///
/// A call writes all or nothing, and throws a Failure where it cannot: it may be tried again.
class RunSink {
 public:
  virtual ~RunSink() = default;
  /// As `--log` calls it.
  virtual const char* name() const = 0;
  /// Writes what the run is and all its lines so far, in the place of whatever was written of it:
  /// a run that goes on has no line twice. `lines` are those of metrics.jsonl, times included.
  virtual void begin(const std::vector<Json>& lines) = 0;
  virtual void append(const std::vector<Json>& lines) = 0;
  /// @param figures  of its result, in percent; empty where it has none
  virtual void end(LoggedEnd how, const Json& figures) = 0;
};

}  // namespace zeroth::host
