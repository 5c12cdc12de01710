#pragma once

#include <memory>

#include "host/data/task.h"
#include "host/ranks/tried_phases.h"
#include "host/run/session.h"

namespace zeroth::host {

/// A part of a run: its problem and what trains on it.
struct RunPart {
  Task task;
  std::unique_ptr<TriedPhases> tried;  ///< where ranks train it: what its phases are like
  std::unique_ptr<Session> session;
};

}  // namespace zeroth::host
