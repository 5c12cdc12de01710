#include "host/record/look_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace zeroth::host {

Json Look::to_json() const {
  return {{"problem", problem},        {"part", part},   {"epoch", epoch},
          {"figures", figures},        {"gate", gate},   {"threshold", threshold},
          {"scores", scores},          {"model", model}, {"metrics", metrics},
          {"environment", environment}};
}

Look Look::from_json(const Json& json) {
  Look look;
  look.problem = json.at("problem").get<std::string>();
  look.part = json.at("part").get<std::string>();
  look.epoch = json.at("epoch").get<std::int64_t>();
  look.figures = json.at("figures");
  look.gate = json.at("gate");
  look.threshold = json.at("threshold");
  look.scores = json.at("scores").get<std::string>();
  look.model = json.at("model").get<std::string>();
  look.metrics = json.at("metrics").get<std::string>();
  look.environment = json.at("environment").get<std::string>();
  return look;
}

LookChain::LookChain(std::filesystem::path file)
    : chain_(std::move(file), "the record of looks at the test set") {
  for (const Json& record : chain_.records()) {
    try {
      looks_.push_back(Look::from_json(record));
    } catch (const Json::exception&) {
      chain_.broken(fmt::format("record {} is not whole", looks_.size() + 1));
    }
  }
}

void LookChain::append(const Look& look) {
  looks_.push_back(Look::from_json(chain_.append(look.to_json())));
}

std::optional<Look> LookChain::find(const std::string& part, std::int64_t epoch) const {
  for (auto look = looks_.rbegin(); look != looks_.rend(); ++look) {
    if (look->part == part && look->epoch == epoch) return *look;
  }
  return std::nullopt;
}

std::int64_t LookChain::test_looks() const {
  return std::count_if(looks_.begin(), looks_.end(),
                       [](const Look& look) { return look.problem == "test"; });
}

}  // namespace zeroth::host
