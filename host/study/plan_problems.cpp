#include "host/study/plan_problems.h"

namespace zeroth::host {

void PlanProblems::add(std::string what, const std::string& pointer, std::vector<std::string> why,
                       std::string fix) {
  problems_.push_back(
      {std::move(what), place(pointer) + "  " + pointer, std::move(why), std::move(fix)});
}

std::string PlanProblems::place(const std::string& pointer) const {
  const auto found = text_.places.find(pointer);
  return found == text_.places.end() ? pointer : found->second;
}

void PlanProblems::expect_none() const {
  if (!problems_.empty()) throw Failure(Exit::bad_configuration, problems_);
}

}  // namespace zeroth::host
