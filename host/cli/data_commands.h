#pragma once

#include "host/cli/commands.h"

namespace zeroth::host {

// Commands below `zeroth data` that have files of their own.
void add_data_import(CLI::App& data, const SetExit& exit);

}  // namespace zeroth::host
