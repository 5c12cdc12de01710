#pragma once

#include <map>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// The card of a model without folders of the machine that made it: for files that others get.
Json published_card(const Json& card);

/// What a file of a model says of it, as JSON texts: "labels", the name of each column of the
/// scores, "seen", whether it is a seen class, "name" and "card", all of this card.
std::map<std::string, std::string> labels_of(const Json& card);

}  // namespace zeroth::host
