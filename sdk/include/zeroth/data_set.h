#pragma once

#include <zeroth/matrix.h>
#include <zeroth/region_source.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zeroth {

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

/// The two arrays that a file of features holds.
struct LabelledFeatures {
  Matrix features;                   ///< [N,D]
  std::vector<std::int64_t> labels;  ///< [N], class ids from 0
};

/// A GZSL data set as it is stored: nothing scaled, nothing chosen.
struct DataSet {
  std::string name;
  Matrix features;                              ///< [N,D]; empty where there are regions
  std::shared_ptr<const RegionSource> regions;  ///< [N,M,R], or nothing
  std::string regions_file;  ///< the one file that holds the regions: while it stays as it is,
                             ///< nobody hashes them again; or empty
  Matrix word_vectors;                   ///< [K,G] of the attributes, with regions only
  std::vector<std::int64_t> labels;      ///< [N], class ids from 0
  Matrix attributes;                     ///< [C,d]
  std::vector<std::string> class_names;  ///< [C], or empty
  Splits splits;
  std::optional<Optimum> optimum;  ///< known for synthetic worlds only
  FileTerms terms;
  std::vector<std::string> warnings;  ///< what a user should know, one sentence each

  std::int64_t images() const { return regions ? regions->images() : features.rows(); }
  std::int64_t classes() const { return attributes.rows(); }
};

}  // namespace zeroth
