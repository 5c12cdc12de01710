#pragma once

namespace zeroth::host {

/// A standard error, in percent, up to which nothing but rounding varies.
constexpr double kNoSpread = 1e-9;

/// Of a figure or a difference that is the same in every resample, because no class has both right
/// and wrong rows: how far it may still be off, in percent (Clopper and Pearson). `rows`: as of
/// `effective_rows`.
double hidden_spread(double rows, double level);

/// What such a figure of one side hides in the harmonic mean H of both sides, as a variance that
/// H's own resamples lack: the square of dH/d(own) = 2 other^2 / (own + other)^2 times the error
/// which that bound stands for.
double hidden_variance_of_mean(double own, double other, double rows, double level);

/// The level at which that bound reaches `value`, as p value.
double hidden_p_value(double rows, double value);

}  // namespace zeroth::host
