#include "host/record/setting_name.h"

namespace zeroth::host {

std::string setting_name(const Json& pipeline) {
  const Json problem =
      pipeline.is_object() ? pipeline.value("problem", Json::object()) : Json::object();
  const Json name = problem.is_object() ? problem.value("setting", Json()) : Json();
  if (!name.is_string()) return "";
  const bool has_shots = name == "few-shot" && problem.contains("shots");
  return name.get<std::string>() + (has_shots ? ", " + problem.at("shots").dump() : "");
}

}  // namespace zeroth::host
