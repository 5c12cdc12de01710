#pragma once

#include <vector>

namespace zeroth::host {

/// The part of the image variance of a mean over seeds that more seeds do not take away: what their
/// common test images do to all of them alike. `draws`: for each seed the figure (or difference) on
/// the same resamples; at least one seed.
///
/// With V1 the mean variance of a seed over resamples and Vk that of the mean over k seeds:
/// (k Vk - V1) / (k - 1), which is the mean covariance of two seeds; never below 0.
double shared_variance(const std::vector<std::vector<double>>& draws);

/// The rest of it, which each seed has of its own: the variance over seeds holds it already.
double own_variance(const std::vector<std::vector<double>>& draws);

}  // namespace zeroth::host
