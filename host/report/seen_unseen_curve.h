#pragma once

#include <vector>

#include "host/draw/chart.h"
#include "host/report/report_table.h"
#include "host/statistics/row_outcomes.h"

namespace zeroth::host {

/// A point of the seen-unseen curve, in percent.
struct SeenUnseen {
  double seen = 0, unseen = 0;
};

/// The curve of a model by the threshold between seen and unseen classes, from where every row is
/// called seen to where none is: the largest S first. The area under it is AUSUC. Empty without
/// rows of both sides.
std::vector<SeenUnseen> seen_unseen_curve(const RowOutcomes& rows);

/// U of the curve where S is `seen`; 0 beyond the largest S.
double unseen_at(const std::vector<SeenUnseen>& curve, double seen);

/// Curves of the settings of a group and where each setting stands on it; nothing where there is no
/// curve.
std::vector<Chart> seen_unseen_charts(const ReportGroup& group, const ReportTable& table,
                                      std::size_t number);

}  // namespace zeroth::host
