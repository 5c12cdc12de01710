#pragma once

#include <functional>
#include <string>

#include "host/runs/field.h"

namespace zeroth::host {

/// Whether a run is wanted.
using RunTest = std::function<bool(const ListedRun&)>;

/// What a filter asks for:
///
///   filter      = one { "or" one }           one  = part { "and" part }
///   part        = "not" part | "(" filter ")" | FIELD COMPARISON VALUE | FIELD | STATE | NAME
///   COMPARISON  = "=" "!=" "<" "<=" ">" ">=", "~" (has the text in it, whatever its capitals),
///   "!~"
///
/// A FIELD alone asks whether the run has one, a STATE alone whether it is in that state, a NAME, a
/// word that is none of these, whether the run has it in its name. A run that lacks the field
/// differs from every value and is neither less, nor more, nor like any. An empty filter takes all.
/// @param fields  of the list that the runs are of; must live as long as the test
/// @throws Failure(usage) with the column of what is wrong.
RunTest run_test(const std::string& filter, const Fields& fields);

}  // namespace zeroth::host
