#include "host/runs/metric_lines.h"

#include <fstream>
#include <string>
#include <system_error>

#include "host/text/json_text.h"

namespace zeroth::host {

std::vector<Json> metric_lines(const std::filesystem::path& file) {
  std::vector<Json> lines;
  std::error_code error;
  // A pipe is not opened: nobody may ever write into it.
  if (!std::filesystem::is_regular_file(file, error)) return lines;
  std::ifstream stream(file, std::ios::binary);
  for (std::string line; std::getline(stream, line) && !stream.eof();) {
    Json document = parse_json_record(line).value_or(Json());
    if (document.is_object()) lines.push_back(std::move(document));
  }
  return lines;
}

}  // namespace zeroth::host
