#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

// What schemas are put together from, beside the values of `value_schema.h`.

inline constexpr const char* kDraft = "https://json-schema.org/draft/2020-12/schema";

/// A definition of the same schema.
Json reference(const std::string& definition);
Json any_of(Json choices);
Json all_of(Json demands);
Json required(const std::string& name);
/// `condition` on a property that may be missing, or null.
Json absent_or(const std::string& name, Json condition);

/// The value "recipe" of one of these, in either form.
Json names_recipe(const std::vector<std::string>& names);

/// A pattern for one name of an expert.
std::string expert_name();

/// The definitions of a schema, each made when it is first referred to.
class Definitions {
 public:
  /// A reference to what `make` gives, which may refer to the same definition.
  template <class Make>
  Json define(const std::string& name, Make&& make) {
    if (!all_.contains(name)) {
      all_[name] = true;  // a block may hold blocks of its own kind
      Json made = make();
      all_[name] = std::move(made);
    }
    return reference(name);
  }

  Json take() { return std::move(all_); }

 private:
  Json all_ = Json::object();
};

}  // namespace zeroth::host
