#pragma once

#include <zeroth/data_set.h>
#include <zeroth/plugin.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace zeroth {

/// What the host does for a reader while it reads.
class ZEROTH_API Reading {
 public:
  virtual ~Reading();

  /// Tells the user what takes long, in a line: "reading features.csv".
  virtual void note(const std::string& text) = 0;

  /// `parse()` of a file, or what an earlier run of the same plugin got from the same bytes: arrays
  /// are kept in the user's cache and mapped from there.
  virtual LabelledFeatures cached(const std::string& file,
                                  const std::function<LabelledFeatures()>& parse) = 0;

  /// Whether a user only wants to see what is there: what a run needs, but could get from another
  /// file, may then be missing, with a warning.
  virtual bool is_survey() const = 0;
};

/// Reads data sets. Its component is made for one of them: files and folders are parameters, which
/// `path()` marks; the first of them that is `required()` is what errors call the data set.
/// `describe()` says what it yields, `s.output("features", {"N", "D"})` or
/// `s.output("regions", {"N", "M", "R"})`, and what it reads, `s.reads("labels.npy", ...)`.
///
/// It needs no LibTorch. The host checks what it returns, cuts it into problems and hides the test
/// rows: a reader scales nothing and chooses nothing.
class ZEROTH_API DataReader : public Component {
 public:
  ~DataReader() override;

  /// The data set, whole.
  /// @throws Error(no_input) where a file is missing, Error(bad_data) where one cannot be read.
  virtual DataSet read(Reading& reading) = 0;

  /// The same without the numbers of the features (a Matrix of the right size without data, regions
  /// that nobody reads), for a dry run; nothing where the files are not there. Takes a second at
  /// most.
  virtual std::optional<DataSet> outline() const;
};

/// Sizes of a data set.
struct DataSizes {
  std::int64_t features = 0;  ///< D; with regions M, the channels
  std::int64_t attributes = 0, classes = 0, seen = 0, unseen = 0, train_rows = 0;
  std::int64_t channels = 0, regions = 0, word_vector = 0;  ///< M, R, G; 0 without regions
};

/// A reader whose parameters can say the sizes, for a dry run without the files.
class ZEROTH_API DeclaredSizes {
 public:
  virtual ~DeclaredSizes();

  /// Nothing where the parameters do not say.
  virtual std::optional<DataSizes> declared_sizes() const = 0;
};

/// A reader that counts the figures of the optimum on rows that it draws.  [since SDK 1.1]
class ZEROTH_API SampledOptimum {
 public:
  virtual ~SampledOptimum();

  /// Standard errors, in points, of the figures that `read()` returned last.
  virtual Optimum optimum_errors() const = 0;
};

/// How a reader would read a file or folder.
struct Recognised {
  Values params;
  std::vector<std::string> remarks;  ///< what a user should know, one sentence each
};

/// A reader that knows its own files: `zeroth data verify PATH` asks them all.
class ZEROTH_API RecognisesFiles {
 public:
  virtual ~RecognisesFiles();

  /// Nothing where these are no files of its kind. `given`: what the user has said already.
  /// @throws Error where they are, but one that it needs is missing.
  virtual std::optional<Recognised> recognise(const std::string& path,
                                              const Values& given) const = 0;
};

}  // namespace zeroth

/// Makes class `CLASS` the plugin `data.NAME`.
#define ZEROTH_DATA_READER(CLASS, NAME, VERSION) \
  ZEROTH_PLUGIN(CLASS, ::zeroth::DataReader, "data." NAME, VERSION, "DataReader/1")
