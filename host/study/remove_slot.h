#pragma once

#include <string>

#include "host/runs/run_summary.h"

namespace zeroth::host {

/// Why the slot of a run that a study keeps cannot be removed; empty: it can. Nobody works on it,
/// and nothing is in it but what studies and runs write.
std::string why_slot_kept(const RunSummary& run);

/// Removes the slot of a run as it was listed, with everything that was tried for it, under its
/// claim: nobody begins it meanwhile. The study has that run before it again.
/// @return why it was kept, or what of it could not be removed; empty: it is gone.
std::string remove_slot(const RunSummary& listed);

}  // namespace zeroth::host
