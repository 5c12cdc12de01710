#pragma once

#include <zeroth/data_set.h>

#include "plugins/data/synthetic_world.h"

/// Figures of the nearest mean, which is the Bayes rule of the world, on drawn rows: 200 of every
/// class, of large worlds fewer, with their standard errors. The world has its means.
zeroth::Optimum optimum_of(const SyntheticWorld& world);

/// Terms of the distances that it computes at most.
double most_terms_of_optimum(double classes, double features);
