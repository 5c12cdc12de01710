#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// The options of `zeroth run` about several processes, and what they lead to.
struct RankOptions {
  std::string ranks, rank, store;
  int wait = 1800;

  void add_to(CLI::App& command);
  bool any() const { return !ranks.empty(); }
  /// @throws Failure(usage) where they contradict each other, Failure(unavailable) where this build
  /// computes in one process, Failure(bad_configuration) where the pipeline's device is not the
  /// CPU.
  void check(const Json& pipeline, bool dry_run) const;
  /// What goes on with the run, as its words: "--ranks 2". A --store that is a file is another one:
  /// ranks meet at one only once.
  std::string text() const;
  /// Starts the run, as all of its ranks or as the one that this process is.
  /// @param threads  the value of --threads
  /// @return the exit code.
  int run(Json request, const std::string& threads) const;
};

}  // namespace zeroth::host
