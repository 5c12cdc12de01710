#pragma once

#include <string>

#include "host/base/json.h"
#include "host/conformance/check.h"
#include "host/engine/composer.h"

namespace zeroth::host {

/// What the plugin says of itself.
Json description_of(const Subject& subject);

/// Parameters that keep a check short: whole numbers above 64 (widths, batches, epochs) become 32,
/// everything else keeps its default.
Json small_parameters(const Json& description);

/// A pipeline of one block, "/component". Blocks inside it refer to what `stand_ins` makes.
Json document_of(const Subject& subject, const Json& description, const Json& params);

/// What the kit puts into the blocks inside a component, by reference.
/// @throws std::invalid_argument naming a block whose kind the kit has nothing for.
MadeComponents stand_ins(const Json& description);

/// A fresh component.
/// @throws Failure when the plugin refuses.
template <class Interface>
Handle<Interface> make_component(const Subject& subject, const Json& params) {
  const Json description = description_of(subject);
  const Composer composer({{subject.id, subject.file}}, {});
  return composer.make<Interface>(document_of(subject, description, params), "/component",
                                  stand_ins(description));
}

}  // namespace zeroth::host
