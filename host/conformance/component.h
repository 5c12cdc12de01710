#pragma once

#include <zeroth/description.h>

#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/conformance/check.h"
#include "host/engine/composer.h"

namespace zeroth::host {

/// What the plugin says of itself.
Description description_of(const Subject& subject);

/// Parameters that a plugin may refuse to do without: what its user set, and, for the kit's world,
/// what only the data can decide: groups of attributes. Of a data reader also the examples that it
/// gives of what has no default.
Json needed_parameters(const Subject& subject);

/// Those, and what keeps a check short: whole numbers above 64 (widths, batches, epochs) become 32,
/// everything else keeps its default.
Json small_parameters(const Subject& subject);

/// Parameters that must not be empty, and are where nobody sets them.
std::vector<std::string> required_parameters(const Subject& subject);

/// A refusal with what may be its cause: texts and lists that are empty because nobody set them.
Failure with_unset_parameters(const Failure& failure, const Subject& subject);

/// The tensors that an expert offers or a reader yields: its own, and those that the plugins inside
/// pass on, or what stands in for them.
std::vector<TensorDescription> outputs_of(const Subject& subject);

/// A pipeline of one block, "/component". Blocks inside it hold their default plugin, refer to what
/// `stand_ins` makes, or are left out where they may be.
/// @throws std::invalid_argument naming a block that the kit has nothing for.
Json document_of(const Subject& subject, const Json& params);

/// What the kit puts into the blocks inside a component, by reference.
MadeComponents stand_ins();

/// The plugin and all that may be put into its blocks.
Composer composer_of(const Subject& subject);

/// A fresh component.
/// @throws Failure when the plugin refuses.
template <class Interface>
Handle<Interface> make_component(const Subject& subject, const Json& params) {
  // Nothing can stand in for all that a recipe trains.
  if (subject.kind() == "recipe") {
    return composer_of(subject).make_alone<Interface>(subject.id, to_values(params, ""));
  }
  MadeComponents made = stand_ins();
  return composer_of(subject).make<Interface>(document_of(subject, params), "/component", made);
}

}  // namespace zeroth::host
