#pragma once

namespace zeroth::host {

/// A standard error, in percent, up to which nothing but rounding varies.
constexpr double kNoSpread = 1e-9;

/// Of a figure or a difference that is the same in every resample, because no class has both right
/// and wrong rows: how far it may still be off, in percent (Clopper and Pearson). `rows`: as of
/// `effective_rows`.
double hidden_spread(double rows, double level);

/// The level at which that bound reaches `value`, as p value.
double hidden_p_value(double rows, double value);

}  // namespace zeroth::host
