#pragma once

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "host/ranks/rank_group.h"

/// What threads do as the ranks of a run; each returns what it says of its end, or nothing.
class RankThreads {
 public:
  using Work = std::function<void(zeroth::host::RankGroup&)>;

  explicit RankThreads(int count, bool connects = true) : count_(count), connects_(connects) {
    // A rank that writes to one that is gone shall be told so. Workers block all signals.
    std::signal(SIGPIPE, SIG_IGN);
    std::string name = (std::filesystem::temp_directory_path() / "zeroth-test-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~RankThreads() { std::filesystem::remove_all(folder_); }

  std::vector<std::string> run(const Work& work) {
    std::vector<std::future<std::string>> all;
    for (int rank = 0; rank < count_; ++rank) {
      all.push_back(
          std::async(std::launch::async, [this, rank, &work] { return one(rank, work); }));
    }
    std::vector<std::string> said;
    for (auto& each : all) said.push_back(each.get());
    return said;
  }

 private:
  std::string one(int rank, const Work& work) {
    zeroth::host::RankPlace place;
    place.rank = rank;
    place.ranks = count_;
    place.store.file = (folder_ / "store").string();
    place.wait = 60;
    std::unique_ptr<zeroth::host::RankGroup> group;
    try {
      group = std::make_unique<zeroth::host::RankGroup>(place);
      if (connects_) group->connect();
      work(*group);
      group->gather("done");  // nobody lets go before all are here
      return "";
    } catch (const zeroth::host::Failure& failure) {
      group->tell_end(failure.code(), failure.problems().front());
      return std::to_string(static_cast<int>(failure.code())) + " " +
             failure.problems().front().what;
    }
  }

  int count_;
  bool connects_;
  std::filesystem::path folder_;
};
