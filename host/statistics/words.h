#pragma once

#include <string>

#include "host/statistics/difference.h"
#include "host/statistics/power.h"

namespace zeroth::host {

/// "+1.2", "-0.4", "0.0": percent, one decimal.
std::string signed_text(double value);
/// "1.2 [0.4, 2.0]".
std::string value_text(double value, const Interval& interval);
/// The same with signs: "+1.2 [+0.4, +2.0]".
std::string difference_text(double value, const Interval& interval);

/// "about 14 seeds would show a difference of 1.0", or that these test images never would.
std::string seeds_text(double difference, const SeedNoise& noise);

/// What a difference means: "CE-GZSL is better by 1.2 [0.4, 2.0] over 3 seeds" or "not
/// distinguishable at 3 seeds (+0.4 [-1.1, +1.9]); about 14 seeds would show a difference of 1.0".
/// `worth`: the difference whose number of seeds is told, in percent.
std::string sentence_of(const FigureDifference& difference, const std::string& first,
                        const std::string& second, double worth = 1);

}  // namespace zeroth::host
