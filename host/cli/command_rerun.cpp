#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/bundle/unpacked_bundle.h"
#include "host/cli/command_tree.h"
#include "host/cli/commands.h"
#include "host/cli/data_place.h"
#include "host/cli/own_command_line.h"
#include "host/cli/plugin_options.h"
#include "host/cli/run_argument.h"
#include "host/cli/run_pipeline.h"
#include "host/cli/thread_option.h"
#include "host/cli/worker_process.h"
#include "host/pipeline/pipeline_check.h"
#include "host/pipeline/used_plugins.h"
#include "host/record/run_directory.h"
#include "host/record/run_identity.h"

namespace zeroth::host {
namespace {

struct RerunOptions {
  PluginOptions plugins;
  std::string run, data, out, threads, progress = "auto";
  bool anyway = false, json = false, quiet = false;
};

/// As many threads as the run had, unless the user says otherwise: sums depend on them.
int threads_of(const RerunOptions& options) {
  if (!options.threads.empty()) return thread_count(options.threads, "zeroth rerun");
  const Json environment = RunIdentity::read(options.run).last_environment();
  return environment.value("threads", 1);
}

void refuse_bundle(const RerunOptions& options) {
  if (!names_bundle(options.run)) return;
  throw Failure(Exit::usage,
                {"a bundle cannot be run again",
                 options.run,
                 {"it holds no places of data, and rerun compares with the files of a run"},
                 "give the run directory; config.resolved.json of the bundle is a pipeline that "
                 "`zeroth run FILE --set data.params...` takes"});
}

/// Where the new run goes: a directory that is there is a run that goes on.
/// @throws Failure(usage) where it is of another pipeline, or the run itself.
Json place_of(const RerunOptions& options, const Json& pipeline) {
  const std::filesystem::path run(options.run), out(options.out);
  if (options.out.empty()) {
    const auto beside = std::filesystem::absolute(run / ".").lexically_normal().parent_path();
    return {{"resume", ""}, {"directory", ""}, {"runs", beside.parent_path().string()}};
  }
  if (!RunDirectory::is_one(out))
    return {{"resume", ""}, {"directory", options.out}, {"runs", "runs"}};
  std::error_code error;
  const bool is_itself = std::filesystem::equivalent(run, out, error);
  if (is_itself || pipeline_hash(RunDirectory::open(out).pipeline()) != pipeline_hash(pipeline)) {
    throw Failure(
        Exit::usage,
        {is_itself ? "a run cannot be compared with itself" : "there is a run of another pipeline",
         options.out,
         {},
         "name a directory that is not there yet, or one of the same rerun"});
  }
  return {{"resume", options.out}, {"directory", ""}, {"runs", "runs"}};
}

int rerun(const RerunOptions& options) {
  refuse_bundle(options);
  Pipeline pipeline = pipeline_of_run(options.run);
  const int threads = threads_of(options);
  const PluginIndex index = options.plugins.index();
  if (!options.data.empty()) put_data_at(pipeline, options.data, index);
  check_pipeline(pipeline, index.installed());
  const std::vector<std::string> plugins = used_plugins(pipeline.document);
  announce_replaced(index, plugins);
  Json all = {{"threads", threads},
              {"dry_run", false},
              {"rehearse", 1},
              {"json", options.json},
              {"progress", options.quiet ? "none" : options.progress},
              {"of", options.run},
              {"anyway", options.anyway}};
  merge_into(all, place_of(options, pipeline.document));
  const Json request = {{"command", "rerun"},
                        {"pipeline", pipeline.document},
                        {"origins", pipeline.origins},
                        {"plugins", plugin_files(index, plugins)},
                        {"plugin_versions", plugin_versions(index, plugins)},
                        {"command_line", own_command_line()},
                        {"options", all}};
  return run_worker(request, threads).exit_code;
}

}  // namespace

void add_rerun(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<RerunOptions>();
  CLI::App* command = app.add_subcommand("rerun", "Do a run again and compare the two, bit by bit");
  add_run_to(*command, "run", options->run, "Run directory that has ended")->required();
  command
      ->add_option("--out", options->out,
                   "Directory of the new run; one that was stopped goes on (default: a new one "
                   "beside the run)")
      ->type_name(kDirectoryType);
  command
      ->add_option("--data", options->data,
                   "Where the data set of the run lies here (default: where its pipeline says)")
      ->type_name("DIR|FILE");
  command
      ->add_option("--threads", options->threads, "Number of threads, or auto (default: the run's)")
      ->type_name("N");
  command->add_flag("--anyway", options->anyway,
                    "Also with other data or plugins than the run had");
  command->add_option("--progress", options->progress, "How progress is shown (default auto)")
      ->type_name("auto|plain|none|json");
  command->add_flag("--json", options->json, "Print the comparison as JSON");
  command->add_flag("--quiet", options->quiet, "No progress");
  options->plugins.add_to(*command);
  command->footer(
      "Exit code 0: the same figures; 65: others.\n\n"
      "Examples:\n"
      "  zeroth rerun runs/2026-01-31-quickstart-0123abcd\n"
      "  zeroth rerun runs/2026-01-31-quickstart-0123abcd --data /data/CUB\n"
      "  zeroth rerun runs/2026-01-31-quickstart-0123abcd --out again --json");
  command->callback([options, exit] { exit(rerun(*options)); });
}

}  // namespace zeroth::host
