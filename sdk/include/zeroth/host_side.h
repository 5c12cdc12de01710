#pragma once

#include <zeroth/class_rows.h>
#include <zeroth/component.h>
#include <zeroth/course.h>
#include <zeroth/error.h>
#include <zeroth/optimise.h>
#include <zeroth/plan.h>
#include <zeroth/tensors.h>
#include <zeroth/training_problem.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

// What only libzeroth_sdk and the host know of each other. Both are built together, so all of this
// may grow: no plugin may include it.
namespace zeroth {

struct DataSet;

namespace detail {
/// Behind every component.
struct ComponentRecord {
  PluginPlace place;
  /// Shapes of the tensors that it declares, -1 for any size and kRows for as many as there are
  /// rows; of those that it does not declare [rows, any].
  std::map<std::string, std::vector<std::int64_t>> outputs;
};

/// Behind ProblemRows.
class ZEROTH_API RowsView {
 public:
  virtual ~RowsView();
  virtual std::int64_t count() const = 0;
  virtual const at::Tensor& features() const = 0;
  virtual RegionBatch images(std::int64_t first, std::int64_t count) const = 0;
  virtual Samples samples(std::int64_t first, std::int64_t count) const = 0;
  virtual const at::Tensor& labels() const = 0;
};

/// Behind a TrainingProblem.
class ZEROTH_API TrainingView {
 public:
  virtual ~TrainingView();
  virtual const at::Tensor& features() const = 0;
  virtual const at::Tensor& labels() const = 0;
  virtual const at::Tensor& positions() const = 0;
  virtual const Classes& classes() const = 0;
  virtual Sizes sizes() const = 0;
  virtual RegionBatch images(std::int64_t first, std::int64_t count) const = 0;
  virtual const std::string& setting() const = 0;
  virtual const ProblemRows& shots() const = 0;
  virtual const ProblemRows& unlabelled() const = 0;
  virtual at::Generator stream(const std::string& name) = 0;
  virtual at::Generator cpu_stream(const std::string& name) = 0;
  virtual at::Generator fresh_stream(const std::string& name) const = 0;
};
}  // namespace detail

namespace plan {
/// One training of a course; exactly one of `component` and `learner` is set.
struct Training {
  std::string name;
  Handle<Trainable> component;
  Learner* learner = nullptr;
  JointTerm* joint = nullptr;
};
}  // namespace plan

namespace host_side {

/// In the place of a size of ComponentRecord::outputs: the number of rows.
inline constexpr std::int64_t kRows = -2;

/// Consecutive rows of ClassRows, with random numbers of their own.
struct RowBlock {
  std::int64_t first = 0, count = 0, seed = 0;
};
/// These rows [count,any]; `like` is a generator of the device that makes them.
ZEROTH_API at::Tensor rows_of(const ClassRows& rows, const RowBlock& block,
                              const at::Generator& like);

/// Other processes that make blocks of the same rows meanwhile.
class ZEROTH_API OtherMakers {
 public:
  virtual ~OtherMakers();
  /// The block of that number into `rows`, where another one makes it; in the order of the blocks.
  virtual bool take(std::size_t block, const at::Tensor& rows) = 0;
};

/// What the host does for libzeroth_sdk. Without it calls of components are not traced, and an
/// exception of theirs becomes an Error.
struct Services {
  void (*enter)(const char* plugin, const char* call) noexcept = nullptr;
  void (*leave)() noexcept = nullptr;
  /// Throws what the exception in flight means, naming the component; returns where the host knows
  /// nothing of it that the SDK does not.
  void (*rethrow)(const PluginPlace& place, const char* call) = nullptr;
  /// Throws.
  void (*fail)(Problem problem) = nullptr;
  std::unique_ptr<Steps> (*steps)(plan::Optimiser optimiser, NamedTensors parameters) = nullptr;
  /// Shows it; throws where the user asked to stop.
  void (*progress)(const std::string& work, std::int64_t done, std::int64_t total) = nullptr;
  /// What empty_rows() does.
  at::Tensor (*rows)(std::int64_t rows, std::int64_t width,
                     const at::TensorOptions& options) = nullptr;
  /// What was used of such matrices may leave memory.
  void (*put_rows_aside)() = nullptr;
  /// Nothing where this process makes all. The first block is always its own.
  std::unique_ptr<OtherMakers> (*other_makers)(const ClassRows& rows,
                                               const std::vector<RowBlock>& blocks) = nullptr;
  /// Throws where a run would refuse what a reader inside another one returned; an outline has no
  /// numbers of features.
  void (*check_data)(const DataSet& data, const PluginPlace& place, bool has_numbers) = nullptr;
};
/// Of this process; the host fills it in.
ZEROTH_API Services& services();

ZEROTH_API std::vector<plan::Training> plan_of(const Course& course);

}  // namespace host_side
}  // namespace zeroth
