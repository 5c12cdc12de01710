#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/text/json_text.h"

namespace zeroth::host {

/// Everything that is wrong with a plan, each with its place in the file.
class PlanProblems {
 public:
  explicit PlanProblems(const JsonText& text) : text_(text) {}

  void add(std::string what, const std::string& pointer, std::vector<std::string> why = {},
           std::string fix = "");
  /// "study.json:7:20".
  std::string place(const std::string& pointer) const;
  std::size_t count() const { return problems_.size(); }
  /// @throws Failure(bad_configuration) where there are some.
  void expect_none() const;

 private:
  const JsonText& text_;
  std::vector<Problem> problems_;
};

}  // namespace zeroth::host
