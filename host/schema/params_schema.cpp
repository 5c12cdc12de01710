#include "host/schema/params_schema.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <vector>

#include "host/base/problem.h"
#include "host/schema/schema_parts.h"
#include "host/schema/value_schema.h"

namespace zeroth::host {

Description description_of(const DataReader& reader) {
  Description description;
  description.summary = reader.summary;
  description.parameters = reader.params;
  return description;
}

Json params_schema(const std::string& id, const InstalledPlugins& installed) {
  Description description;
  const auto& readers = data_readers();
  const auto reader = std::find_if(readers.begin(), readers.end(),
                                   [&](const DataReader& one) { return one.id == id; });
  if (reader != readers.end()) {
    description = description_of(*reader);
  } else if (const Description* found = installed.find(id)) {
    description = *found;
  } else {
    std::vector<std::string> known = installed.ids;
    for (const DataReader& one : readers) known.push_back(one.id);
    throw Failure(Exit::unavailable,
                  {fmt::format("no plugin \"{}\"{}", id, did_you_mean(nearest(id, known))), "",
                   installed.explain(id), "`zeroth list --all` shows what is installed"});
  }
  Json schema = {
      {"$schema", kDraft}, {"title", "params of " + id}, {"description", description.summary}};
  merge_into(schema, values_schema(description.parameters));
  const Json required = required_values(description.parameters);
  if (!required.is_null()) schema["allOf"].push_back(required);
  return schema;
}

}  // namespace zeroth::host
