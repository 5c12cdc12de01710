#pragma once

#include "host/base/json.h"

namespace zeroth::host {

/// Reads the request that `zeroth` passes by descriptor (`--request-fd N --trace-fd M`) and turns
/// the call trace on, which then says where a crash was, too.
/// @throws Failure(usage) when started in another way.
Json read_worker_request(int argc, char** argv);

}  // namespace zeroth::host
