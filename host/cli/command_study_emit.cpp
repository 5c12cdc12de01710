#include <zeroth/formats/atomic_file.h>

#include <filesystem>
#include <memory>

#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/installation.h"
#include "host/cli/output.h"
#include "host/cli/study_commands.h"
#include "host/cli/study_options.h"
#include "host/study/engine_script.h"

namespace zeroth::host {
namespace {

struct EmitOptions {
  StudyOptions study;
  std::string engine, out, time;
  std::size_t jobs = 0;
  bool retry = false;
};

EngineJob engine_job(const EmitOptions& options, const Study& study) {
  EngineJob job;
  job.name = study.plan().name;
  job.program = executable_directory() / "zeroth";
  job.plan = study.plan().file;
  job.runs = study.runs_folder();
  job.options = study.plugin_words();
  if (options.retry) job.options.push_back("--retry");
  job.fingerprint = plan_fingerprint(study.plan());
  job.count = study.runs().size();
  job.threads = study.threads();
  job.jobs = options.jobs;
  job.time = options.time;
  return job;
}

std::string script_of(const std::string& engine, const EngineJob& job) {
  if (engine == "slurm") return slurm_script(job);
  if (engine == "parallel") return parallel_script(job);
  return engine == "snakemake" ? snakemake_script(job) : make_script(job);
}

/// Shell, make and Python end a line where the name of a folder has its end of line.
void expect_one_line(const std::filesystem::path& path) {
  if (path.string().find('\n') == std::string::npos) return;
  throw Failure(
      Exit::usage,
      {"no script can name this", path.string(), {"there is an end of line in it"}, "rename it"});
}

void emit(const EmitOptions& options) {
  const Study study(options.study);
  expect_one_line(study.plan().file);
  expect_one_line(study.runs_folder());
  std::error_code error;  // an engine writes its own files there before the first run does
  std::filesystem::create_directories(study.runs_folder(), error);
  constexpr std::size_t kSlurmTasks = 1000;
  if (options.engine == "slurm" && study.runs().size() > kSlurmTasks) {
    say("warning: an array of more than 1000 tasks needs a larger MaxArraySize of the cluster");
  }
  const std::string script = script_of(options.engine, engine_job(options, study));
  if (options.out.empty()) return print_text(script);
  formats::AtomicFile file(options.out);
  file.write(script.data(), script.size());
  file.commit();
}

}  // namespace

void add_study_emit(CLI::App& study) {
  auto options = std::make_shared<EmitOptions>();
  CLI::App* command = study.add_subcommand(
      "emit",
      "Print a script that has an engine make the runs: Slurm, GNU parallel, Snakemake, make");
  const std::vector<std::string> engines = {"slurm", "parallel", "snakemake", "make"};
  command->add_option("engine", options->engine, "Which engine")
      ->type_name(choice_type(engines))
      ->required()
      ->check(CLI::IsMember(engines));
  options->study.add_to(*command);
  command->add_option("--jobs", options->jobs, "Runs at a time (default: as the engine likes)")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command->add_option("--time", options->time, "Time limit of one run, for Slurm: 2:00:00")
      ->type_name("TIME");
  command->add_flag("--retry", options->retry, "Begin runs that failed anew");
  command->add_option("--out", options->out, "Write the script there")->type_name(kFileType);
  command->footer(
      "Examples:\n  zeroth study emit slurm study.json --time 2:00:00 --out study.sh\n"
      "  zeroth study emit make study.json --out study.mk");
  command->callback([options] { emit(*options); });
}

}  // namespace zeroth::host
