#pragma once

#include <memory>

#include "host/data/task.h"
#include "host/ranks/draws_alone.h"
#include "host/run/session.h"

namespace zeroth::host {

/// A part of a run: its problem and what trains on it.
struct RunPart {
  Task task;
  std::unique_ptr<DrawsAlone> draws;  ///< where ranks train it: what one process would draw
  std::unique_ptr<Session> session;
};

}  // namespace zeroth::host
