#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/engine/rows_in_files.h"
#include "host/log/log_choice.h"
#include "host/rendezvous/rank_place.h"

namespace zeroth::host {

/// One `zeroth run` as the front end hands it over.
struct RunRequest {
  Json pipeline;                                       ///< resolved, every default filled in
  std::map<std::string, std::string> origins;          ///< JSON pointer -> "file:line:col"
  std::map<std::string, std::string> plugins;          ///< id -> library
  std::map<std::string, std::string> plugin_versions;  ///< id -> what its manifest says
  std::vector<std::string> command;                    ///< as the user typed it
  int threads = 1;
  bool dry_run = false;
  int rehearse = 1;                             ///< iterations of each stage that a dry run times
  std::int64_t rows_in_memory = kRowsInMemory;  ///< bytes, of one matrix
  bool json = false;
  std::string progress = "auto";
  std::string resume;              ///< run directory, or empty
  std::string runs = "runs";       ///< where new run directories go
  std::string directory;           ///< the new one itself, where it has a place; else empty
  std::optional<RankPlace> ranks;  ///< which of the run's processes this is; nothing: the only one
  std::string ranks_option;        ///< as a command says it: "--ranks 2"
  std::optional<LogChoice> logs;   ///< where it is logged; nothing: where it was, if it goes on
};

/// What goes on with the run of that directory.
std::string resume_command(const RunRequest& request, const std::string& directory);

/// @throws Failure(internal) when the document is not what the front end writes.
RunRequest parse_run_request(const Json& document);

}  // namespace zeroth::host
