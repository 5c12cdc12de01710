#pragma once

#include <string>

#include "host/draw/chart.h"

namespace zeroth::host {

/// The chart for LaTeX with the package pgfplots. The file compiles by itself, and `\input` of it
/// in a document that has `\usepackage{pgfplots}` gives the picture alone.
std::string chart_pgfplots(const Chart& chart);

}  // namespace zeroth::host
