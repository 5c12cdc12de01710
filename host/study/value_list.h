#pragma once

#include <string>
#include <vector>

#include "host/study/plan_problems.h"
#include "host/study/study_plan.h"

namespace zeroth::host {

/// The values that a plan lists for one path:
///   [1, 2, 3]                                        these
///   {"from": 1, "to": 10, "step": 3}                 1, 4, 7, 10; a step of 1 may be left out
///   {"from": 0, "to": 1, "count": 5}                 so many, equally far apart
///   {"from": 1e-5, "to": 1e-1, "count": 5, "log": true}     ... by equal factors
///   {"random": 20, "seed": 1, "from": 0, "to": 1}    so many, drawn evenly; "log": true of logs
///   {"random": 20, "seed": 1, "of": ["a", "b"]}      so many, drawn from these, one may come twice
/// "whole": true rounds to whole numbers; of whole bounds what comes out whole is one anyway.
/// Decimals have twelve digits at most. The same text gives the same values on every machine.
///
/// What is wrong goes to `problems`; the list is empty then.
std::vector<Setting> value_list(const std::string& path, const Json& list,
                                const std::string& pointer, PlanProblems& problems);

}  // namespace zeroth::host
