#pragma once

#include <zeroth/data_set.h>

#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"

namespace zeroth::host {

/// What is found in one data set: problems, with which a result would be wrong, and warnings.
struct Findings {
  std::string where;  ///< directory, file or block of the data set
  std::vector<Problem> problems;
  std::vector<std::string> warnings;

  void add(std::string what, std::string why, std::string fix = "") {
    problems.push_back({std::move(what), where, {std::move(why)}, std::move(fix)});
  }
};

// The searches, in the order in which they build on each other: each but the first needs a data set
// in which the ones before it found no problem.

/// Sizes, labels and rows of splits: whatever a reader indexes by must exist. Looks at no feature.
void find_wrong_references(const DataSet& data, Findings& findings);
/// Splits that share rows, and classes on the wrong side of them.
void find_wrong_splits(const DataSet& data, Findings& findings);
/// Descriptors that nothing tells apart, and classes without images.
void find_wrong_descriptors(const DataSet& data, Findings& findings);
/// Numbers with which nothing can be computed, in rows and classes that a run reads or does not.
/// Region features are left out: there are too many of them.
void find_wrong_numbers(const DataSet& data, Findings& findings);

/// A split and its name, which files end in "_loc" or ".npy".
struct NamedSplit {
  std::string name;
  const std::vector<std::int64_t>* rows;
};
/// trainval, test_seen and test_unseen.
std::vector<NamedSplit> main_splits(const DataSet& data);

/// "class 3 (crow)", as the files count.
std::string class_text(const DataSet& data, std::int64_t id);

}  // namespace zeroth::host
