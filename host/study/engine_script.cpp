#include "host/study/engine_script.h"

#include <fmt/format.h>

#include <algorithm>

namespace zeroth::host {
namespace {

/// As sh reads one word.
std::string sh_word(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

/// The command that makes one run, without the number of it.
std::string command_of(const EngineJob& job) {
  std::string words = fmt::format("{} study run {} --run-dir {} --threads {} --progress plain",
                                  sh_word(job.program.string()), sh_word(job.plan.string()),
                                  sh_word(job.runs.string()), job.threads);
  for (const std::string& option : job.options) words += " " + sh_word(option);
  return words + " --expect " + job.fingerprint + " --index";
}

std::string line_if(bool condition, const std::string& line) {
  return condition ? line + "\n" : "";
}

/// A name of a job: what any engine takes.
std::string plain_name(const std::string& name) {
  std::string plain;
  for (const char c : name) {
    plain += std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ? c : '_';
  }
  return plain;
}

std::string text_with(std::string text, char what, const char* instead) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;) {
    text.replace(at, 1, instead);
    at += std::char_traits<char>::length(instead);
  }
  return text;
}

std::string quoted_for_python(const std::string& text) {
  return "\"" + text_with(text_with(text, '\\', "\\\\"), '"', "\\\"") + "\"";
}

constexpr const char* kSlurmBody = R"(
# USR1 comes before the time is over, TERM when the task has to go: the run is saved either way.
trap 'told=1; kill -s USR1 "$child" 2>/dev/null' USR1
trap 'told=1; kill -s TERM "$child" 2>/dev/null' TERM
@COMMAND@ "$SLURM_ARRAY_TASK_ID" &
child=$!
told=1
while [ "$told" ]; do  # a signal ends the waiting, not the run
  told=
  wait "$child"
  ended=$?
  [ "$ended" = 127 ] || code=$ended
done
# Saved, and not finished: again into the queue. A job that somebody cancels runs no more by now.
if [ "$code" = 75 ] || [ "$code" = 143 ]; then
  case $(scontrol show job "$SLURM_JOB_ID" 2>/dev/null) in
    *JobState=RUNNING*) scontrol requeue "$SLURM_JOB_ID" && exit 0 ;;
  esac
fi
exit "$code"
)";

}  // namespace

std::string slurm_script(const EngineJob& job) {
  const std::string at_once = job.jobs > 0 ? fmt::format("%{}", job.jobs) : "";
  std::string body = kSlurmBody;
  const std::string mark = "@COMMAND@";
  body.replace(body.find(mark), mark.size(), command_of(job));
  return fmt::format(
             "#!/bin/sh\n"
             "# The {} runs of {}: sbatch THIS_FILE.\n"
             "#SBATCH --job-name={}\n"
             "#SBATCH --array=1-{}{}\n"
             "#SBATCH --ntasks=1\n"
             "#SBATCH --cpus-per-task={}\n",
             job.count, job.plan.string(), plain_name(job.name), job.count, at_once, job.threads) +
         line_if(!job.time.empty(), "#SBATCH --time=" + job.time) +
         fmt::format(
             "#SBATCH --requeue\n"
             "#SBATCH --open-mode=append\n"
             "#SBATCH --signal=B:USR1@120\n"
             "#SBATCH --output={}\n",
             text_with((job.runs / "slurm-%A_%a.txt").string(), ' ', "\\ ")) +
         body;
}

std::string parallel_script(const EngineJob& job) {
  // parallel ends its programs by a second TERM after 0.2 s, which would keep them from saving.
  return fmt::format(
      "#!/bin/sh\n"
      "# The {} runs of {}: sh THIS_FILE. Further options are for parallel, as --sshlogin.\n"
      "exec parallel {} --termseq TERM,60000,KILL,25 --joblog {} \"$@\" {} ::: $(seq {})\n",
      job.count, job.plan.string(),
      job.jobs > 0 ? fmt::format("--jobs {}", job.jobs) : "--jobs 100%",
      sh_word((job.runs / "parallel.log").string()), sh_word(command_of(job) + " {}"), job.count);
}

std::string snakemake_script(const EngineJob& job) {
  const std::filesystem::path marks = job.runs / "snakemake" / job.fingerprint;
  const auto braced = [](const std::string& text) {
    return text_with(text_with(text, '{', "{{"), '}', "}}");
  };
  return fmt::format(
      "# The {} runs of {}: snakemake --snakefile THIS_FILE --keep-going --cores {}\n"
      "# A mark in {} says that a run is finished; without it the run is looked at again.\n"
      "rule all:\n"
      "    input: [{} + f\"/{{n}}.done\" for n in range(1, {})]\n\n"
      "rule run:\n"
      "    output: touch({} + \"/{{n}}.done\")\n"
      "    wildcard_constraints: n=r\"\\d+\"\n"
      "    threads: {}\n"
      "    shell: {}\n",
      job.count, job.plan.string(), std::max<std::size_t>(job.jobs, 1), marks.string(),
      quoted_for_python(marks.string()), job.count + 1, quoted_for_python(braced(marks.string())),
      job.threads, quoted_for_python("exec " + braced(command_of(job)) + " {wildcards.n}"));
}

std::string make_script(const EngineJob& job) {
  return fmt::format(
      "# The {} runs of {}: make --file THIS_FILE --keep-going --jobs {}\n"
      "RUNS := $(shell seq --format run-%.0f {})\n"
      ".PHONY: all $(RUNS)\n"
      "all: $(RUNS)\n"
      "$(RUNS): run-%:\n"
      "\t@exec {} $*\n",
      job.count, job.plan.string(), std::max<std::size_t>(job.jobs, 1), job.count,
      text_with(command_of(job), '$', "$$"));
}

}  // namespace zeroth::host
