#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/training.h>

#include <cstdint>
#include <string>

namespace zeroth {

namespace detail {
class TrainingView;
class RowsView;
}  // namespace detail

/// Rows of unseen classes that a problem's setting hands to training.
class ZEROTH_API ProblemRows {
 public:
  explicit ProblemRows(const detail::RowsView& view) : view_(&view) {}

  std::int64_t count() const;  ///< n
  /// [n,D] float32, scaled as the training rows are.  @throws Error where images are regions.
  const at::Tensor& features() const;
  /// Region features of images `first` to `first + count - 1`.  @throws Error where there are
  /// feature rows.
  RegionBatch images(std::int64_t first, std::int64_t count) const;
  /// Rows `first` to `first + count - 1`, whichever of the two they are.  [since SDK 1.1]
  Samples samples(std::int64_t first, std::int64_t count) const;
  /// [n] int64, class ids.  @throws Error where the setting hides them.
  const at::Tensor& labels() const;

 private:
  const detail::RowsView* view_;
};

/// All that a recipe may see of a problem: training rows of the seen classes, the descriptors of
/// every class, what the pipeline's `problem.setting` adds to them, and the run's random streams. A
/// row whose label is asked for in the test is reachable only without it, and only where the
/// setting says so. Tensors are of the run's device and not to be written to.
class ZEROTH_API TrainingProblem {
 public:
  explicit TrainingProblem(detail::TrainingView& view) : view_(&view) {}

  std::int64_t rows() const;  ///< n
  /// [n,D] float32, scaled.  @throws Error where images are regions.
  const at::Tensor& features() const;
  const at::Tensor& labels() const;     ///< [n] int64, class ids
  const at::Tensor& positions() const;  ///< [n] int64, place of the label in `classes().seen`
  const Classes& classes() const;
  Sizes sizes() const;
  at::Device device() const;
  /// Region features of images `first` to `first + count - 1`.  @throws Error where there are
  /// feature rows.
  RegionBatch images(std::int64_t first, std::int64_t count) const;

  /// "inductive", "transductive" or "few-shot". A recipe gets one of the others only if it says
  /// `s.input("unlabelled", {"L", "D"})` or `s.input("shots", {"F", "D"})`.
  const std::string& setting() const;
  /// Few-shot: labelled rows of unseen classes, equally many of each; they are not in the test.
  /// @throws Error in another setting.
  const ProblemRows& shots() const;
  /// Transductive: the test rows of unseen classes without their labels, in a random order.
  /// @throws Error in another setting.
  const ProblemRows& unlabelled() const;

  /// The random stream of that name. A stream depends on the run's seed and on its own name alone,
  /// so nobody's draws change another's; it goes on where its last user left it, also when a run is
  /// continued.
  at::Generator stream(const std::string& name);
  /// The same for what is drawn on the CPU whatever the device: how parameters start.
  at::Generator cpu_stream(const std::string& name);
  /// A stream that begins anew at every call: for what may run any number of times without changing
  /// the rest of the run, such as an evaluation.
  at::Generator fresh_stream(const std::string& name) const;

 private:
  detail::TrainingView* view_;
};

}  // namespace zeroth
