#pragma once

#include <memory>

#include "host/data/task.h"
#include "host/run/session.h"

namespace zeroth::host {

/// A part of a run: its problem and what trains on it.
struct RunPart {
  Task task;
  std::unique_ptr<Session> session;
};

}  // namespace zeroth::host
