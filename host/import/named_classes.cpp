#include "host/import/named_classes.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/problem.h"

namespace zeroth::host {

NamedClasses named_classes(const std::vector<std::string>& names, const ClassSource& source) {
  NamedClasses classes{names, {}};
  std::vector<std::string>& sorted = classes.names;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  if (sorted.empty()) {
    throw Failure(Exit::bad_data,
                  {fmt::format("there are no {}", source.what), source.place, {}, source.fix});
  }
  if (sorted.size() < 2) {
    throw Failure(Exit::bad_data,
                  {"there are too few classes",
                   source.place,
                   {fmt::format("all {} are of \"{}\", and seen and unseen classes need one each",
                                source.what, sorted.front())},
                   source.fix});
  }
  for (const std::string& name : names) {
    classes.labels.push_back(std::lower_bound(sorted.begin(), sorted.end(), name) - sorted.begin());
  }
  return classes;
}

}  // namespace zeroth::host
