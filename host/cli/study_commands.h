#pragma once

#include "host/cli/commands.h"

namespace zeroth::host {

// Commands below `zeroth study`.
void add_study_new(CLI::App& study);
void add_study_plan(CLI::App& study, const SetExit& exit);
void add_study_run(CLI::App& study, const SetExit& exit);
void add_study_status(CLI::App& study, const SetExit& exit);
void add_study_emit(CLI::App& study);
void add_study_finish(CLI::App& study, const SetExit& exit);

}  // namespace zeroth::host
