#pragma once

#include <zeroth/call.h>

namespace zeroth::host {

using zeroth::call_plugin;
using zeroth::expect_shape;
using zeroth::Handle;
using zeroth::PluginPlace;

/// From now on the SDK's calls of components are traced for crash reports, and what leaves a plugin
/// becomes a Failure(run_failed). @return true.
bool serve_sdk();

/// Whoever calls plugins includes this.
inline const bool kSdkIsServed = serve_sdk();

}  // namespace zeroth::host
