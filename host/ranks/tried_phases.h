#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// What is known of every phase of a training since one process ran it by way of trial: which of
/// its draws are the batch's, and whether its loss is a mean over the rows of a batch. Phases,
/// and the joint terms in them, are named by the place where they stand.
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

  /// A term of the loss there once more: of a whole batch, and the mean of what it is of its parts.
  void add_term(const std::string& place, const std::string& term, double whole,
                double mean_of_parts);
  /// Whether the loss compares rows of a batch, or counts others beside them: some term was not the
  /// mean of its parts, or never anything but 0, which says nothing. Ranks that had a part each
  /// would train something else then. Of a place that nobody tried it is not known, and false.
  bool needs_whole_batch(const std::string& place) const;
  /// Every place that does.
  std::vector<std::string> whole_batches() const;

  Json to_json() const;
  static TriedPhases from_json(const Json& json);

 private:
  struct TriedTerm {
    bool adds_up = true;  ///< it has been the mean of its parts every time
    bool tells = false;   ///< it was not 0 once
  };
  struct Phase {
    std::vector<Lengths> draws;
    std::map<std::string, TriedTerm> terms;
  };
  bool needs_whole(const Phase& phase) const;

  int ranks_;
  std::map<std::string, Phase> phases_;
};

}  // namespace zeroth::host
