#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/catalog/installed_plugins.h"

namespace zeroth::host {

/// One entry of a bibliography.
struct Reference {
  std::string key;
  std::string bibtex;
  std::string text;                  ///< as the plugin gave it
  std::vector<std::string> used_by;  ///< "recipe d3gzsl", "data.xlsa17", "ood.energy"
};

/// What a checked pipeline asks to be cited: by its recipe, its data reader and its plugins, each
/// work once. A work that is known by its text only becomes a @misc with that text as its note;
/// author, year and eprint are there as far as the text says them. A text that is BibTeX stays as
/// it is.
std::vector<Reference> references_of(const Json& document, const InstalledPlugins& installed);

/// The same of several pipelines together.
std::vector<Reference> references_of(const std::vector<Json>& documents,
                                     const InstalledPlugins& installed);

}  // namespace zeroth::host
