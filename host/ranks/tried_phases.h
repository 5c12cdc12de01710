#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// What is known of every phase of a training since one process ran it by way of trial: which of
/// its draws are the batch's, and whether it computes a mean over the rows of a batch. Phases, and
/// the joint terms in them, are named by the place where they stand.
class TriedPhases {
 public:
  /// For a training on that many ranks; 1: nobody shares a batch.
  explicit TriedPhases(int ranks = 1) : ranks_(ranks) {}
  int ranks() const { return ranks_; }

  /// First sizes of the tensors that were drawn, in that order; -1 of a single number.
  using Lengths = std::vector<std::int64_t>;
  /// What was drawn there once more.
  void add_draws(const std::string& place, const Lengths& lengths);
  /// Every different row of draws of that place.
  const std::vector<Lengths>& draws(const std::string& place) const;

  struct Term {
    bool adds_up = true;  ///< it is the mean of what it is of the parts of a batch
    bool tells = false;   ///< and moves something, so that this says anything
  };
  using Terms = std::map<std::string, Term>;
  /// The terms of the loss there once more.
  void add_terms(const std::string& place, const Terms& terms);
  /// Whether ranks that had a part of the batch each would train something else, or may: some term
  /// did not add up once, or never told anything, or nobody compared that place.
  bool needs_whole_batch(const std::string& place) const;
  /// Every place that was tried and does.
  std::vector<std::string> whole_batches() const;

  /// The trial ended before it was through.
  void set_failure(const std::string& why) { failure_ = why; }
  const std::string& failure() const { return failure_; }

  Json to_json() const;
  static TriedPhases from_json(const Json& json);

 private:
  struct Phase {
    std::vector<Lengths> draws;
    bool compared = false;
    Terms terms;
  };
  bool needs_whole(const Phase& phase) const;

  int ranks_;
  std::string failure_;
  std::map<std::string, Phase> phases_;
};

}  // namespace zeroth::host
