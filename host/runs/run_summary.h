#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"
#include "host/runs/run_progress.h"
#include "host/runs/run_state.h"

namespace zeroth::host {

/// What a run directory says of its run, as far as it can be read. Texts are empty and documents
/// null where it says nothing.
struct RunSummary {
  std::filesystem::path path;
  std::string name;     ///< of the directory; in a list, of one that a study keeps: "STUDY/slot"
  std::string in_slot;  ///< of one that a study keeps: its directory's name in the slot; else empty
  RunState state = RunState::damaged;
  std::string problem;  ///< what is wrong with the directory; empty: nothing
  std::string error;    ///< what the run ended with
  std::string holder;   ///< of a running one: "process 1234 on node07"

  std::string start, end;  ///< "2026-01-31T12:34:56.789Z"
  double seconds = 0;      ///< of all its processes together, up to now for a running one
  double changed = 0;      ///< when one of its files last changed, in seconds since 1970
  double last_sign = 0;    ///< when it ended, else when something of it last changed; as `changed`
  std::string host, user;

  Json pipeline;              ///< resolved
  std::string pipeline_name;  ///< the member "name" of it
  std::string pipeline_hash;
  std::string recipe;  ///< "d3gzsl"
  std::string protocol, setting;
  std::optional<std::uint64_t> seed;
  std::string data, data_hash;                 ///< name and hash of the data set, once it was read
  std::map<std::string, std::string> plugins;  ///< versions by id

  /// In percent, as result.json has them: U, S, H, T1, AUSUC, then those of the gate ("AUROC",
  /// "oracle.H"). What is not known is missing.
  std::vector<std::pair<std::string, double>> figures;
  RunProgress progress;
  std::uintmax_t size = 0;  ///< bytes of all its files

  Json status, result;  ///< the documents

  /// What status.json said when it was written: the lock and the clock make the state of it.
  struct Recorded {
    RunState state = RunState::damaged;
    double seconds = 0;  ///< of earlier processes; of all for a run that has ended
    double at = 0;       ///< seconds since 1970
  } recorded;

  /// The directory that is the run and nothing else: its own, or the slot that a study keeps it in.
  std::filesystem::path place() const { return in_slot.empty() ? path : path.parent_path(); }
  std::optional<double> figure(const std::string& wanted) const;
  /// Whether a process may still write it: then it is neither removed nor judged.
  bool is_running() const { return state == RunState::running; }
};

/// Whether a directory is a run or what is left of one.
bool looks_like_run(const std::filesystem::path& directory);

/// Reads one run directory. Whatever is wrong with it stands in `problem`; nothing is thrown, and
/// nothing is waited for or written.
RunSummary read_run(const std::filesystem::path& directory);

/// Brings up to date what changes while no file does: whether a process has the lock, and the time.
void refresh(RunSummary& run);

}  // namespace zeroth::host
