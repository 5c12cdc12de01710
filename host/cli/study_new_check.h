#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/cli/study_options.h"

namespace zeroth::host {

/// JSON pointer into a plan -> the words of the command line that it was made of.
using PlanWords = std::vector<std::pair<std::string, std::string>>;

/// Reads a plan that was written just now and checks each of its runs, as `zeroth study plan`
/// would.
/// @throws Failure naming the words that were wrong: there will be no plan whose lines could be.
StudyPlan check_new_plan(const StudyOptions& options, const PlanWords& words);

}  // namespace zeroth::host
