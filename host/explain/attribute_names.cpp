#include "host/explain/attribute_names.h"

#include <fmt/format.h>
#include <zeroth/formats/regular_file.h>

#include <fstream>

#include "host/base/problem.h"
#include "host/base/read_failure.h"

namespace zeroth::host {

std::vector<std::string> read_attribute_names(const std::string& file, std::int64_t count) {
  if (file.empty()) return {};
  const formats::RegularFile opened(file);
  if (!opened) {
    throw Failure(Exit::no_input, {"cannot open the names of the attributes",
                                   file,
                                   {opened.why()},
                                   "give another file, or leave --attribute-names out"});
  }
  std::vector<std::string> names;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    names.push_back(line);
  }
  expect_readable(stream, file);
  if (static_cast<std::int64_t>(names.size()) == count) return names;
  throw Failure(Exit::bad_data,
                {"the names of the attributes do not fit",
                 file,
                 {fmt::format("it has {} lines, the run has {} attributes", names.size(), count)},
                 "write one name a line, in the order of the attributes"});
}

}  // namespace zeroth::host
