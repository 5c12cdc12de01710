#include "host/cli/problems_json.h"

namespace zeroth::host {

Json invalid_json(const std::vector<Problem>& problems) {
  Json array = Json::array();
  for (const Problem& one : problems) {
    array.push_back({{"what", one.what}, {"where", one.where}, {"why", one.why}, {"fix", one.fix}});
  }
  return {{"valid", false}, {"problems", std::move(array)}};
}

}  // namespace zeroth::host
