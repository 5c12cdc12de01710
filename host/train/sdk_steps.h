#pragma once

namespace zeroth::host {

/// From now on `optimise` of the SDK steps with the host's optimisers. @return true.
bool serve_steps();

/// Whoever trains includes this.
inline const bool kStepsAreServed = serve_steps();

}  // namespace zeroth::host
