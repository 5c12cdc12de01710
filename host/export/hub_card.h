#pragma once

#include <string>

#include "host/base/json.h"
#include "host/model/loaded_model.h"

namespace zeroth::host {

/// What the papers of a model are written of.
struct HubModel {
  const LoadedModel& model;
  std::string bibtex;  ///< of what it is made of
  const Json& told;    ///< as `export_model` says it, "checked" among it
};

/// README.md of a model: what it is, reads and says, its figures, data, plugins and citation. It
/// begins with YAML as model pages read it, the figures in the model-index form.
std::string hub_card(const HubModel& model);

}  // namespace zeroth::host
