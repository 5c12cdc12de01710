#include "host/cli/rank_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "host/base/problem.h"
#include "host/cli/rank_workers.h"
#include "host/cli/shell_quoted.h"
#include "host/cli/thread_option.h"
#include "host/cli/worker_process.h"
#include "host/rendezvous/started_ranks.h"

namespace zeroth::host {
namespace {

constexpr const char* kRunOnRanks = "zeroth run";
constexpr int kMostRanks = 1024;

#ifdef ZEROTH_HAS_RANKS
constexpr bool kHasRanks = true;
#else
constexpr bool kHasRanks = false;
#endif

[[noreturn]] void refuse(const std::string& what, const std::string& why, const std::string& fix) {
  throw Failure(Exit::usage, {what, kRunOnRanks, {why}, fix});
}

/// -1: it is no number that a rank may have.
int rank_number(const std::string& text) {
  const bool digits = !text.empty() && text.size() <= 4 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? std::atoi(text.c_str()) : -1;
}

std::optional<RankStore> store_of(const RankOptions& options) {
  if (options.store.empty()) return std::nullopt;
  return parse_rank_store(options.store, "zeroth run --store");
}

RankPlace own_place(const RankOptions& options) {
  RankPlace place;
  if (options.ranks == "env") {
    place = place_of_environment(own_variable, store_of(options));
  } else {
    place.rank = rank_number(options.rank);
    place.ranks = rank_number(options.ranks);
    place.store = *store_of(options);
    check_place(place, "zeroth run --rank");
  }
  place.wait = options.wait;
  return place;
}

}  // namespace

void RankOptions::add_to(CLI::App& command) {
  command
      .add_option(
          "--ranks", ranks,
          "Compute the run in N processes of this machine, or be one of those that torchrun, "
          "srun or mpirun has started (env)")
      ->type_name("N|env");
  command.add_option("--rank", rank, "Be this one of --ranks N, counted from 0; needs --store")
      ->type_name("K");
  command
      .add_option("--store", store, "Where ranks meet: a new file that all see, or rank 0's port")
      ->type_name("file:PATH|HOST:PORT");
  command
      .add_option("--rank-wait", wait, "Seconds that a rank waits for the others (default 1800)")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 86400));
}

void RankOptions::check(const Json& pipeline, bool dry_run) const {
  if (!any()) {
    if (rank.empty() && store.empty()) return;
    refuse(fmt::format("{} needs --ranks", rank.empty() ? "--store" : "--rank"),
           "it is about a run on several processes", "give --ranks N or --ranks env");
  }
  if (!kHasRanks) {
    throw Failure(Exit::unavailable, {"this build of Zeroth computes a run in one process",
                                      kRunOnRanks,
                                      {"it was built without Gloo"},
                                      "install libgloo-dev and build again, or leave --ranks out"});
  }
  const int count = rank_number(ranks);
  if (ranks != "env" && (count < 2 || count > kMostRanks)) {
    refuse(fmt::format("--ranks is \"{}\"", ranks),
           fmt::format("it is a number from 2 to {}, or env", kMostRanks),
           "without --ranks a run is one process");
  }
  if (ranks == "env" && !rank.empty()) {
    refuse("--rank excludes --ranks env", "the environment says which rank this is",
           "leave --rank out");
  }
  if (ranks != "env" && rank.empty() != store.empty()) {
    refuse(fmt::format("{} needs {}", rank.empty() ? "--store" : "--rank",
                       rank.empty() ? "--rank" : "--store"),
           "a process that is one of the ranks has a number and a place where it meets the others",
           "give both, or neither for ranks that this process starts");
  }
  if (dry_run) {
    refuse("--dry-run excludes --ranks", "what it tries is one process", "leave one of them out");
  }
  const std::string device = pipeline.value("device", "cpu");
  if (device == "cpu") return;
  throw Failure(Exit::bad_configuration, {"ranks compute on the CPU",
                                          "/device",
                                          {fmt::format("this run is on \"{}\"", device)},
                                          "leave --ranks out, or run it with --device cpu"});
}

std::string RankOptions::text() const {
  std::string words = "--ranks " + ranks;
  if (!rank.empty()) words += " --rank " + rank;
  if (const std::optional<RankStore> place = store_of(*this)) {
    words += " --store " + shell_quoted(store_for_another_time(*place).text());
  }
  return words;
}

int RankOptions::run(Json request, const std::string& threads) const {
  const int given = thread_count(threads, kRunOnRanks);
  request["options"]["ranks_option"] = text();
  if (ranks != "env" && rank.empty()) {
    RankWorkers how{rank_number(ranks), given, wait};
    if (threads == "auto") how.threads = std::max(given / how.ranks, 1);
    request["options"]["threads"] = how.threads;
    return run_ranks(request, how);
  }
  request["options"]["ranks"] = own_place(*this).to_json();
  return run_worker(request, given).exit_code;
}

}  // namespace zeroth::host
