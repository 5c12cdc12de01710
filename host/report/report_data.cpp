#include "host/report/report_data.h"

#include <fmt/format.h>

namespace zeroth::host {

std::string ReportGroup::title() const {
  return fmt::format("{}, {}, {}{}", data, protocol, setting, oracle_gate ? ", oracle gate" : "");
}

std::size_t ReportData::runs() const {
  std::size_t count = 0;
  for (const ReportGroup& group : groups) {
    for (const ReportSetting& setting : group.settings) count += setting.runs.size();
  }
  return count;
}

}  // namespace zeroth::host
