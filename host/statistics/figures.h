#pragma once

#include <array>
#include <cstddef>

namespace zeroth::host {

// The figures of generalized zero-shot learning, in the order in which every table has them:
// class-averaged accuracies, their harmonic mean and the area under the seen-unseen curve; their
// formulas are in host/evaluate/README.md.
enum Figure : std::size_t { kU, kS, kH, kT1, kAusuc, kFigureCount };

constexpr std::array<const char*, kFigureCount> kFigureNames = {"U", "S", "H", "T1", "AUSUC"};

/// Percent; NaN where there are no test rows that the figure needs.
using FigureValues = std::array<double, kFigureCount>;

}  // namespace zeroth::host
