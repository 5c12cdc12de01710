#pragma once

#include <filesystem>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

enum class SlotState { fresh, interrupted, running, failed, finished };
/// "to do", "interrupted", "running", "failed", "finished".
const char* state_word(SlotState state);

/// What has become of one run of a study, as its folder says:
///   run.json      which run this is
///   pipeline.json its pipeline, resolved
///   YYYY-MM-DD-*  ordinary run directories: the one that counts, and what was tried before
///   log.txt       what all of them said
///   failed.json   how the last try failed; not there after a success
///   lock, claim   who works on it
struct Slot {
  SlotState state = SlotState::fresh;
  std::filesystem::path run;  ///< the run directory that the state is about; empty: none
  Json result;                ///< result.json of a finished one
  std::string data;           ///< hash of the data that it read; empty: none yet
  double seconds = 0;         ///< that a finished one took
  int exit_code = 0;          ///< of a failed one
  std::string error;          ///< what it said, or who runs it
};

/// `claimed`: the caller has its claim, so nobody else runs it.
Slot look_at_slot(const std::filesystem::path& folder, bool claimed = false);

/// An exit code after which a run goes on another time: it was told to stop, or had no room on the
/// disk, where another would fare no better.
bool is_for_later(int exit_code);

std::filesystem::path log_of_slot(const std::filesystem::path& folder);
std::filesystem::path pipeline_of_slot(const std::filesystem::path& folder);

/// Writes how a try failed.  @throws Failure(io or cannot_create).
void note_failure(const std::filesystem::path& folder, int exit_code);
/// Takes that back: the run is tried again, or has succeeded.
void forget_failure(const std::filesystem::path& folder);

/// The last error that a slot's log tells of, in one line; empty: none.
std::string last_error(const std::filesystem::path& folder);
/// The last line of its log.
std::string last_words(const std::filesystem::path& folder);

}  // namespace zeroth::host
