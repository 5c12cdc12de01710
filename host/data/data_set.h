#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/matrix.h"
#include "host/data/region_source.h"

namespace zeroth::host {

/// Rows of the public proposed split, counted from 0. `train` and `val` share rows with
/// `test_seen` in the public files (pipelines/README.md): only their classes are ever used.
struct Splits {
  std::vector<std::int64_t> trainval, test_seen, test_unseen;
  std::optional<std::vector<std::int64_t>> train, val;
};

/// Figures of the Bayes-optimal classifier in percent.
struct Optimum {
  double U = 0, S = 0, H = 0, T1 = 0;
};

/// How the files of a data set speak of it. Messages name and count as the files do, because that
/// is where people look; everything else counts from 0.
struct FileTerms {
  std::string kind = "NumPy";             ///< who counts so
  std::int64_t first = 0;                 ///< number of the first row and of the first class
  std::string attributes = "attributes";  ///< name of the descriptors
  bool feature_columns = false;           ///< [D,N]: a row of ours is a column of theirs
  bool attribute_columns = false;         ///< [d,C]
};

/// A GZSL data set as it is stored: nothing scaled, nothing chosen.
struct DataSet {
  std::string name;
  Matrix features;                              ///< [N,D]; empty where there are regions
  std::shared_ptr<const RegionSource> regions;  ///< [N,M,R], or nothing
  Matrix word_vectors;                          ///< [K,G] of the attributes, with regions only
  std::vector<std::int64_t> labels;             ///< [N], class ids from 0
  Matrix attributes;                            ///< [C,d]
  std::vector<std::string> class_names;         ///< [C], or empty
  Splits splits;
  std::optional<Optimum> optimum;  ///< known for synthetic worlds only
  FileTerms terms;
  std::vector<std::string> warnings;  ///< what a user should know, one sentence each

  std::int64_t images() const { return regions ? regions->images() : features.rows(); }
  std::int64_t classes() const { return attributes.rows(); }
};

/// The data set of a `data` block ({"use", "params"}, defaults filled in), checked; `progress` is
/// told of every warning.
/// @throws Failure(no_input or bad_data) with everything that is wrong.
DataSet load_data_set(const Json& block, Progress& progress);

/// What a dry run needs.
struct DataShape {
  std::int64_t features = 0;  ///< D; with regions M, the channels
  std::int64_t attributes = 0, classes = 0, seen = 0, unseen = 0, train_rows = 0;
  std::int64_t channels = 0, regions = 0, word_vector = 0;  ///< M, R, G; 0 without regions
};

/// Shapes without reading the features: from the files where they exist, else from `params.shape`;
/// a synthetic world knows them.
/// @return nothing when the files are absent and the pipeline does not say.
/// @throws Failure(bad_data) when the files are there but do not fit together.
std::optional<DataShape> data_shape(const Json& block);

}  // namespace zeroth::host
