#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace zeroth::host {

/// Sets what the process exits with; a command calls it at most once.
using SetExit = std::function<void(int)>;

// Each adds one command with its options, help and action.
void add_list(CLI::App& app, const SetExit& exit);
void add_inspect(CLI::App& app, const SetExit& exit);
void add_validate(CLI::App& app, const SetExit& exit);
void add_run(CLI::App& app, const SetExit& exit);
void add_study(CLI::App& app, const SetExit& exit);
void add_runs(CLI::App& app, const SetExit& exit);
void add_watch(CLI::App& app, const SetExit& exit);
void add_predict(CLI::App& app, const SetExit& exit);
void add_serve(CLI::App& app, const SetExit& exit);
void add_evaluate(CLI::App& app, const SetExit& exit);
void add_export(CLI::App& app, const SetExit& exit);
void add_add_class(CLI::App& app, const SetExit& exit);
void add_remove_class(CLI::App& app, const SetExit& exit);
void add_verify_run(CLI::App& app, const SetExit& exit);
void add_bundle(CLI::App& app, const SetExit& exit);
void add_rerun(CLI::App& app, const SetExit& exit);
void add_diff(CLI::App& app, const SetExit& exit);
void add_report(CLI::App& app, const SetExit& exit);
void add_explain(CLI::App& app, const SetExit& exit);
void add_check_cases(CLI::App& app, const SetExit& exit);
void add_resolve(CLI::App& app, const SetExit& exit);
void add_schema(CLI::App& app, const SetExit& exit);
void add_cite(CLI::App& app, const SetExit& exit);
void add_data(CLI::App& app, const SetExit& exit);
void add_extract(CLI::App& app, const SetExit& exit);
void add_new_plugin(CLI::App& app, const SetExit& exit);
void add_doctor(CLI::App& app, const SetExit& exit);
void add_help(CLI::App& app, const SetExit& exit);
void add_pipelines(CLI::App& app, const SetExit& exit);
void add_explore(CLI::App& app, const SetExit& exit);
void add_completion(CLI::App& app, const SetExit& exit);
void add_man(CLI::App& app, const SetExit& exit);

}  // namespace zeroth::host
