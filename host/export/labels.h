#pragma once

#include <map>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// The card of a model without folders of the machine that made it.
Json published_card(const Json& card);

/// What every file of a model says of itself, as JSON texts: "labels", the name of each column of
/// the scores, "seen", whether it is a seen class, "name" and "card", model.json as
/// `published_card`.
std::map<std::string, std::string> labels_of(const Json& card);

}  // namespace zeroth::host
