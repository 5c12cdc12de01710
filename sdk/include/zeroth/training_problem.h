#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/training.h>

#include <cstdint>
#include <string>

namespace zeroth {

namespace detail {
class TrainingView;
}

/// All that a recipe may see of a problem: training rows of the seen classes, the descriptors of
/// every class, and the run's random streams. A test row is not reachable from here. Tensors are of
/// the run's device and not to be written to.
class ZEROTH_API TrainingProblem {
 public:
  explicit TrainingProblem(detail::TrainingView& view) : view_(&view) {}

  std::int64_t rows() const;  ///< n
  const at::Tensor& features()
      const;                         ///< [n,D] float32, scaled; undefined where images are regions
  const at::Tensor& labels() const;  ///< [n] int64, class ids
  const at::Tensor& positions() const;  ///< [n] int64, place of the label in `classes().seen`
  const Classes& classes() const;
  Sizes sizes() const;
  at::Device device() const;
  /// Region features of images `first` to `first + count - 1`, where images are regions.
  RegionBatch images(std::int64_t first, std::int64_t count) const;

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
