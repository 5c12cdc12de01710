#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <vector>

namespace zeroth::host {

/// One GZSL problem cut out of a data set, with class ids of its own.
struct Task {
  std::vector<std::int64_t> train_rows, test_seen_rows, test_unseen_rows;  ///< of the data set
  std::vector<std::int64_t> rows_beside;   ///< of unseen classes; see problem_setting.h
  std::vector<std::int64_t> classes;       ///< task id -> class of the data set, ascending
  std::vector<std::int64_t> seen, unseen;  ///< task ids, ascending; they interleave

  /// Those of seen classes, then those of unseen ones.
  std::vector<std::int64_t> test_rows() const;
};

/// The published problem: train on trainval, test on both test splits. Without test_unseen every
/// class without training rows is unseen.
Task test_task(const DataSet& data);

/// How validation is cut out of the training rows.
struct ValidationSettings {
  double seen_share = 0.2;     ///< of each remaining class's rows, held out as pseudo-test-seen
  double unseen_share = 0.25;  ///< of the seen classes, where the splits name no validation classes
  std::uint64_t seed = 0;
};

/// A problem in the training rows (host/evaluate/README.md): the classes that the public `val_loc`
/// names are held out as pseudo-unseen with their *trainval* rows, a stratified share of the other
/// trainval rows as pseudo-test-seen. No test row and no truly unseen class takes part.
/// @throws Failure(bad_data) when there are fewer than two seen classes.
Task validation_task(const DataSet& data, const ValidationSettings& settings);

}  // namespace zeroth::host
