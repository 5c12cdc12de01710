#include "host/schema/params_schema.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include "host/base/problem.h"
#include "host/schema/schema_parts.h"
#include "host/schema/value_schema.h"

namespace zeroth::host {

Json params_schema(const std::string& id, const InstalledPlugins& installed) {
  const Description* description = installed.find(id);
  if (!description) {
    throw Failure(Exit::unavailable,
                  {fmt::format("no plugin \"{}\"{}", id, did_you_mean(nearest(id, installed.ids))),
                   "", installed.explain(id), "`zeroth list --all` shows what is installed"});
  }
  Json schema = {
      {"$schema", kDraft}, {"title", "params of " + id}, {"description", description->summary}};
  merge_into(schema, values_schema(description->parameters));
  const Json required = required_values(description->parameters);
  if (!required.is_null()) schema["allOf"].push_back(required);
  return schema;
}

}  // namespace zeroth::host
