#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/call.h>
#include <zeroth/generator.h>

#include <cstdint>

namespace zeroth {

/// What a generator makes for classes: `per_class` rows of each, class by class.  [since SDK 1.1]
struct ClassRows {
  Handle<Generator> generator;
  at::Tensor attributes;        ///< [C,d]
  std::int64_t per_class = 0;   ///< n
  std::int64_t features = 0;    ///< D, of a feature row
  bool for_classifier = false;  ///< drawn by the generator's `ClassifierSamples`, not by sample()
};

/// Rows that are computed at once: large enough for efficient products, small enough that hidden
/// layers stay out of the way.
inline constexpr std::int64_t kRowsAtATime = 2048;

/// These rows [C*n,D], or [C*n,P] for a classifier, without a gradient; undefined where there are
/// none. More than kRowsAtATime are made in blocks of as many. Each block has random numbers of its
/// own, by seeds that are drawn from `rng`, and the ranks of a run share them: the bits are those
/// of one process. So the generator has to be as training left it, the same on every rank; where it
/// is not, the run ends. Says how far it has come, see say_progress().
ZEROTH_API at::Tensor make_rows(const ClassRows& rows, at::Generator rng);

}  // namespace zeroth
