#include "host/ranks/draws_alone.h"

#include <algorithm>

namespace zeroth::host {

void DrawsAlone::add(const std::string& place, const Lengths& lengths) {
  std::vector<Lengths>& known = draws_[place];
  if (std::find(known.begin(), known.end(), lengths) == known.end()) known.push_back(lengths);
}

const std::vector<DrawsAlone::Lengths>& DrawsAlone::at(const std::string& place) const {
  static const std::vector<Lengths> kNone;
  const auto found = draws_.find(place);
  return found == draws_.end() ? kNone : found->second;
}

DrawsAlone DrawsAlone::from_json(const Json& json) {
  DrawsAlone made;
  for (const auto& [place, draws] : json.items()) {
    made.draws_[place] = draws.get<std::vector<Lengths>>();
  }
  return made;
}

}  // namespace zeroth::host
