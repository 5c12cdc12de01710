#include "host/export/labels.h"

#include <vector>

#include "host/bundle/redaction.h"
#include "host/model/model_problem.h"

namespace zeroth::host {

Json published_card(const Json& card) {
  Json published = card;
  std::vector<std::string> changed;
  published["pipeline"] = without_folders(card.at("pipeline"), changed);
  return published;
}

std::map<std::string, std::string> labels_of(const Json& card) {
  Json labels = Json::array(), seen = Json::array();
  for (const ModelClass& one : classes_of(card)) {
    labels.push_back(one.name);
    seen.push_back(one.is_seen);
  }
  return {{"labels", labels.dump()},
          {"seen", seen.dump()},
          {"name", card.at("name").dump()},
          {"card", card.dump()}};
}

}  // namespace zeroth::host
