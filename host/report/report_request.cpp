#include "host/report/report_request.h"

namespace zeroth::host {

ReportRequest parse_report_request(const Json& document) {
  const Json& options = document.at("options");
  ReportRequest request;
  for (const Json& one : options.at("directories")) {
    request.directories.emplace_back(one.get<std::string>());
  }
  for (const Json& one : options.at("left_out")) {
    request.left_out.push_back(
        {one.at("path").get<std::string>(), one.at("why").get<std::string>()});
  }
  request.out = options.at("out").get<std::string>();
  request.tables.baseline = options.at("baseline").get<std::string>();
  if (const Json& asked = options.at("difference"); asked.is_number()) {
    request.tables.difference = asked.get<double>();
  }
  for (const Json& one : options.at("references")) {
    request.references.push_back({one.at("key").get<std::string>(),
                                  one.at("bibtex").get<std::string>(),
                                  one.at("used_by").get<std::vector<std::string>>()});
  }
  for (const Json& one : options.at("papers")) request.papers.push_back(paper_of(one));
  request.maps.method = options.at("map").get<std::string>();
  request.maps.rows = options.at("map_rows").get<std::int64_t>();
  request.maps.seed = options.at("map_seed").get<std::uint64_t>();
  request.maps.plugins = document.at("plugins").get<std::map<std::string, std::string>>();
  request.templates = options.at("templates").get<std::string>();
  return request;
}

}  // namespace zeroth::host
