#include "host/rows/row_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/base/problem.h"

namespace zeroth::host {

void refuse_length(const RowRequest& request, const std::string& has) {
  throw Failure(Exit::bad_data,
                {fmt::format("{} rows of {} numbers", request.reader, request.columns),
                 request.file == "-" ? "standard input" : request.file.string(),
                 {has},
                 request.fix});
}

void refuse_several(const RowRequest& request, const std::string& what,
                    const std::vector<std::string>& fitting) {
  throw Failure(Exit::usage, {fmt::format("more than one {} of that length", what),
                              request.file.string(),
                              {fmt::format("{}", fmt::join(fitting, ", "))},
                              "name one of them: --variable " + fitting.front()});
}

}  // namespace zeroth::host
