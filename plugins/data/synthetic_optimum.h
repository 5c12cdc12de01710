#pragma once

#include <zeroth/data_set.h>

#include "plugins/data/synthetic_world.h"

/// Figures of the Bayes rule and the standard errors, in points, that drawn rows leave.
struct DrawnOptimum {
  zeroth::Optimum figures, errors;
};

/// Those of the nearest mean, which is the Bayes rule of the world, on drawn rows: 200 of every
/// class, of large worlds fewer. The world has its means.
DrawnOptimum optimum_of(const SyntheticWorld& world);

/// Terms of the distances that it computes at most.
double most_terms_of_optimum(double classes, double features);
