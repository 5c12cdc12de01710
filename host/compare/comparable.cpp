#include "host/compare/comparable.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/compare/part_differences.h"
#include "host/compare/setting_differences.h"
#include "host/record/setting_name.h"
#include "host/runs/flat_json.h"

namespace zeroth::host {
namespace {

constexpr const char* kOracle = "paper-oracle";

std::string protocol_of(const ComparedRun& run) {
  return plain_text(run.setting("evaluate", "protocol"));
}

bool same_data(const ComparedRun& first, const ComparedRun& second) {
  if (!first.identity || !second.identity) return false;
  const Json &one = first.identity->data, &other = second.identity->data;
  return one.is_object() && other.is_object() && one.at("hash") == other.at("hash");
}

std::string protocol_sentence(const std::string& first, const std::string& second) {
  std::string text = fmt::format("the protocols differ: {} and {}", first, second);
  if (first == kOracle || second == kOracle) {
    text += fmt::format("; {} chose its epoch on the test rows", first == kOracle ? "A" : "B");
  }
  if (first == "validation" || second == "validation") {
    text += "; figures of validation rows are no test figures";
  }
  return text;
}

}  // namespace

std::vector<std::string> not_comparable(const ComparedRun& first, const ComparedRun& second,
                                        const Json& figures) {
  std::vector<std::string> why;
  // Another number of shots is another setting.
  const std::string one = setting_name(first.pipeline), other = setting_name(second.pipeline);
  if (one != other) {
    why.push_back(
        fmt::format("the settings of the problem differ: {} and {}; one of them reads "
                    "more than the other",
                    one, other));
  }
  if (protocol_of(first) != protocol_of(second)) {
    why.push_back(protocol_sentence(protocol_of(first), protocol_of(second)));
  }
  if (!same_data(first, second)) {
    why.push_back("they were tested on other data");
  } else if (figures.at("relation") != "same") {
    why.push_back("they were tested on " + figures.at("relation").get<std::string>());
  }
  if (figures.at("runs")[0].at("oracle_gate") != figures.at("runs")[1].at("oracle_gate")) {
    why.push_back("one of them is told of every test row whether its class is seen");
  }
  return why;
}

bool is_optimism_gap(const ComparedRun& first, const ComparedRun& second, const Json& figures) {
  const bool one = protocol_of(first) == kOracle, other = protocol_of(second) == kOracle;
  if (one == other || figures.at("relation") != "same" || !same_data(first, second)) return false;
  for (const ComparedRun* run : {&first, &second}) {
    if (protocol_of(*run) == "validation") return false;
  }
  if (!plugin_differences(*first.identity, *second.identity).empty()) return false;
  const auto settings = setting_differences(first.pipeline, second.pipeline);
  return std::all_of(settings.begin(), settings.end(), [](const SettingDifference& one_setting) {
    return one_setting.role == SettingRole::idle || one_setting.role == SettingRole::data ||
           one_setting.path == "evaluate.protocol";
  });
}

}  // namespace zeroth::host
