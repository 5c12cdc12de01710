#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/rendezvous/rank_place.h"

namespace zeroth::host {

/// The processes of a run, this one among them. All of them make the same calls in the same order.
///
/// Where a call finds that another rank has ended it throws that rank's Failure, told as its own
/// ("rank 1: ..."), or, where the rank could not say why, Failure(retry); ended_by_another() then.
class RankGroup {
 public:
  /// Meets the others at the store, each of them once.
  /// @throws Failure(retry) where they do not come, or the store cannot be reached, within the time
  /// that the place says; Failure(unavailable) where this build cannot.
  explicit RankGroup(const RankPlace& place);
  ~RankGroup();
  RankGroup(const RankGroup&) = delete;
  RankGroup& operator=(const RankGroup&) = delete;

  const RankPlace& place() const { return place_; }
  bool is_first() const { return place_.is_first(); }
  int size() const { return place_.ranks; }

  /// What every rank says, by rank. Before connect(); every topic once.
  std::vector<std::string> exchange(const std::string& topic, const std::string& text);
  /// Connects them; the collectives below need it.
  void connect();

  /// Replaces a contiguous tensor of the CPU by the sum of all ranks' ones; the same bits on all.
  void sum(at::Tensor values);
  /// The tensor of the first rank, contiguous and on the CPU, in the place of each other's.
  void from_first(at::Tensor values);
  /// The tensor of that rank, contiguous and on the CPU, in the place of the first rank's; other
  /// ranks need not call it.
  void to_first(int rank, at::Tensor values);
  /// The text of the first rank.
  std::string from_first(const std::string& text);
  /// The texts of all, by rank.
  std::vector<std::string> gather(const std::string& text);

  /// Says why this rank ends, to all that wait for it. Waits a moment until they know where the
  /// store ends with this process.
  void tell_end(Exit code, const Problem& problem) noexcept;

  /// Throws the end of another rank that has said why, as the calls above do; does not wait.
  void throw_told_end();
  /// Whether a call has thrown another rank's end.
  bool ended_by_another() const { return met_end_; }
  /// Whether nobody else can tell a person why this rank ends: the others are not there.
  bool is_alone() const { return alone_; }

 private:
  struct Parts;
  void wait_for(const std::vector<std::string>& keys);
  [[noreturn]] void throw_lost(const std::string& why);
  [[noreturn]] void throw_alone(const std::vector<std::string>& keys);

  RankPlace place_;
  std::unique_ptr<Parts> parts_;
  bool met_end_ = false, alone_ = false;
};

/// Whether this build can make one.
bool has_ranks();

}  // namespace zeroth::host
