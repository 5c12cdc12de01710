#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace zeroth::host {

/// What an engine's script has to know of a study.
struct EngineJob {
  std::string name;               ///< of the study
  std::filesystem::path program;  ///< `zeroth`
  std::filesystem::path plan, runs;
  std::vector<std::string> options;  ///< further words of `zeroth study run`
  std::string fingerprint;  ///< plan_fingerprint(): a script outlives no change of the plan
  std::size_t count = 0;    ///< runs
  int threads = 1;          ///< of each
  std::size_t jobs = 0;     ///< at a time; 0: as the engine likes
  std::string time;         ///< of one run, as Slurm writes it; empty: the cluster's default
};

// Scripts that have an engine make the runs of a study. Each only calls
// `zeroth study run PLAN --index N`, which begins a run, goes on with it or finds it finished: a
// script may be started again, and together with others, at any time.

/// An array job for sbatch. USR1, which Slurm sends before the time is over, and TERM save; the
/// task is put into the queue again.
std::string slurm_script(const EngineJob& job);
/// A script of sh that calls GNU parallel.
std::string parallel_script(const EngineJob& job);
/// A Snakefile.
std::string snakemake_script(const EngineJob& job);
/// A makefile.
std::string make_script(const EngineJob& job);

}  // namespace zeroth::host
