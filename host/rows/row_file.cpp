#include "host/rows/row_file.h"

#include <fmt/format.h>

#include "host/base/problem.h"

namespace zeroth::host {

void refuse_length(const RowRequest& request, const std::string& has) {
  throw Failure(Exit::bad_data, {fmt::format("the model reads rows of {} numbers", request.columns),
                                 request.file == "-" ? "standard input" : request.file.string(),
                                 {has},
                                 "extract features by the backbone that the model learned from"});
}

}  // namespace zeroth::host
