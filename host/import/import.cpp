#include "host/import/import.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include "host/base/interrupt.h"
#include "host/import/import_pictures.h"
#include "host/import/import_rows.h"

namespace zeroth::host {

std::string import_text(const Json& made) {
  const auto number = [&](const char* name) { return made.at(name).get<std::int64_t>(); };
  const std::int64_t regions = number("regions");
  return fmt::format(
      "{}: {} images of {} classes, {} skipped\n"
      "  features {}{}, attributes {}, trainval {}, test_seen {}, test_unseen {}\n",
      made.at("folder").get<std::string>(), number("images"), number("classes"), number("skipped"),
      number("features"), regions > 0 ? fmt::format(" of {} regions", regions) : "",
      number("attributes"), number("trainval"), number("test_seen"), number("test_unseen"));
}

Json import_data_set(const ImportRequest& request, Progress& progress) {
  at::set_num_threads(request.threads);
  // Files of rows are written whole or not at all, so a signal may end that at once.
  if (request.is_of_rows()) return import_rows(request, progress);
  const InterruptGuard guard;
  return import_pictures(request, progress);
}

}  // namespace zeroth::host
