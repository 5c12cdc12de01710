#pragma once

#include <zeroth/description.h>

#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/pipeline/pipeline.h"

namespace zeroth::host {

/// Collects what is wrong with a pipeline, so that all of it is told at once: but for what comes
/// after the first hundred problems.
class ProblemList {
 public:
  explicit ProblemList(Pipeline& pipeline) : pipeline_(pipeline) {}
  void add(std::string what, const std::string& pointer, std::vector<std::string> why = {},
           std::string fix = "");
  void warn(std::string what, const std::string& pointer);
  /// From now on the value at `pointer` stands at `to`.
  void moved(const std::string& pointer, const std::string& to);
  /// Where a text is wanted: what --set wrote at `pointer` and was read as a number, true or false.
  void restore_text(Json& value, const std::string& pointer) const;
  /// The path that stands at `pointer` as it is seen from everywhere.
  std::string absolute(const std::string& path, const std::string& pointer) const;
  bool empty() const { return problems_.empty(); }
  std::size_t size() const { return problems_.size(); }
  std::vector<Problem> take() { return std::move(problems_); }
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  Pipeline& pipeline_;
  std::vector<Problem> problems_;
  std::vector<std::string> warnings_;
};

/// Checks one value against its rule. A NaN fails every bound. Where a text is wanted, what --set
/// wrote becomes one; a relative path becomes an absolute one, beside the file that says it.
void check_value(const ParameterDescription& rule, Json& value, const std::string& pointer,
                 ProblemList& problems);

/// Checks an object of values: unknown names, types, bounds; renames aliases and fills in defaults.
/// `owner` is what messages call it: "ood.energy", "train". Names in `others` that
/// have no rule are left alone.
void check_values(Json& values, const std::vector<ParameterDescription>& rules,
                  const std::string& owner, const std::string& pointer,
                  const std::vector<std::string>& others, ProblemList& problems);

}  // namespace zeroth::host
