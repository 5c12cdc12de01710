#pragma once

#include "tests/reference/table.h"

// The losses of the region methods (plugins/loss/README.md), as slow and as obvious as they can
// be written. They share nothing with the plugins.
namespace reference {

/// Mean distance and divergence of two tables' rows: "reference" or "printed".
double distance(const Table& p, const Table& q, bool printed);
double divergence(const Table& p, const Table& q, bool printed);

double margin_aware(const Table& scores, const Labels& labels, const Labels& seen, double margin,
                    double kappa, bool shift);
double self_calibration(const Table& scores, const Labels& seen, bool sum_of_logs);
/// DAZLE's: of the mass that each row has for unseen classes.
double unseen_mass(const Table& scores, const Labels& seen);
double attribute_cross_entropy(const Table& scores, const Labels& labels, const Labels& seen,
                               double margin, bool seen_only);

/// APN: squared distance of attribute scores from descriptors, a mean over the rows.
double attribute_regression(const Table& attribute_scores, const Table& descriptors);
/// Norms of the groups' numbers in each column of the prototypes, summed.
double attribute_decorrelation(const Table& prototypes, const std::vector<Labels>& groups);
/// Of maps, a row for each attribute of each image.
double compactness(const Table& maps, const Table& places, double images);

/// The columns of the seen classes.
Table seen_columns(const Table& scores, const Labels& seen);

}  // namespace reference
