#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "host/cli/commands.h"
#include "host/runs/run_list.h"
#include "host/runs/run_name.h"

namespace zeroth::host {

// Commands below `zeroth runs` that have files of their own.
void add_runs_show(CLI::App& runs, const SetExit& exit);
void add_runs_rm(CLI::App& runs, const SetExit& exit);
void add_runs_log(CLI::App& runs, const SetExit& exit);

/// --run-dir of a command that looks at the runs of a folder.
void add_runs_folder_to(CLI::App& command, std::string& folder);

/// Says on standard error how many directories could not be read, and why the first could not.
void say_unread(const RunList& list);

/// Fields and filters, for the help of commands that take them.
constexpr const char* kFilterHelp =
    "A filter compares fields: = != < <= > >= and ~ (has the text in it), joined by and, or, not\n"
    "and parentheses. A state alone, such as failed, asks for that state, a field alone whether "
    "the\n"
    "run has it, any other word for runs that have it in their name.\n"
    "Fields: run, state (running, finished, interrupted, failed, killed, damaged), age and time\n"
    "(90s, 2h, 30d), size (10M), seed, recipe, pipeline, data, protocol, setting, epoch, H, U, S,\n"
    "T1, AUSUC, AUROC, start, end, host, user, hash, data-hash, error, problem; and every value "
    "of\n"
    "the pipelines by its path, as train.epochs, or the end of it.";

}  // namespace zeroth::host
