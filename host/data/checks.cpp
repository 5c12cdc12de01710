#include "host/data/checks.h"

#include <utility>

#include "host/base/problem.h"
#include "host/data/findings.h"

namespace zeroth::host {
namespace {

void refuse_problems(Findings& findings) {
  if (!findings.problems.empty()) throw Failure(Exit::bad_data, std::move(findings.problems));
}

}  // namespace

void check_references(const DataSet& data, const std::string& where) {
  Findings findings{where, {}, {}};
  find_wrong_references(data, findings);
  refuse_problems(findings);
}

void check_splits(const DataSet& data, const std::string& where) {
  check_references(data, where);  // what follows indexes by labels and rows
  Findings findings{where, {}, {}};
  find_wrong_splits(data, findings);
  refuse_problems(findings);
}

std::vector<std::string> check_data_set(const DataSet& data, const std::string& where) {
  Findings findings{where, {}, {}};
  find_wrong_references(data, findings);
  refuse_problems(findings);  // what follows indexes by labels and rows
  find_wrong_splits(data, findings);
  find_wrong_descriptors(data, findings);
  find_wrong_numbers(data, findings);
  refuse_problems(findings);
  return std::move(findings.warnings);
}

}  // namespace zeroth::host
