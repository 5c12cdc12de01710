#pragma once

#include <zeroth/component.h>
#include <zeroth/description.h>
#include <zeroth/recipe.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/problem.h"
#include "host/engine/plugin_call.h"

namespace zeroth::host {

/// Components by the pointer of their block: other blocks may refer to them, and what they keep is
/// saved with a run.
using MadeComponents = std::map<std::string, Handle<Component>>;

/// An output that a parameter mixes of two others, and what the parameter is.
struct OutputMix {
  MixDescription tensors;
  std::string parameter, help;
  double share = 0;
};

/// Makes components from the blocks of a resolved pipeline.
class Composer {
 public:
  /// `files`: plugin id -> library. `origins`: JSON pointer -> "file:line:col", for messages.
  Composer(std::map<std::string, std::string> files, std::map<std::string, std::string> origins);

  /// The component of the block at `pointer` ("/generator"), its children first; all of them are
  /// added to `made`. A child that is {"ref": "/generator"} is the component of that name there.
  /// @throws Failure: plugin unavailable, refused parameters, another kind than `Interface`.
  template <class Interface>
  Handle<Interface> make(const Json& document, const std::string& pointer,
                         MadeComponents& made) const {
    const Json& block = document.at(Json::json_pointer(pointer));
    const PluginPlace place = place_of(block, pointer);
    auto component = std::dynamic_pointer_cast<Interface>(create(block, pointer, made));
    if (!component) wrong_kind(place);
    return Handle<Interface>(place, std::move(component));
  }

  /// The same for a component that nothing refers to and no run keeps.
  template <class Interface>
  Handle<Interface> make(const Json& document, const std::string& pointer) const {
    MadeComponents made;
    return make<Interface>(document, pointer, made);
  }

  /// A component without the ones inside it, which can compute its pieces and nothing else.
  template <class Ability>
  Handle<Ability> make_alone(const std::string& id, Values params = {}) const {
    const PluginPlace place{id, ""};
    Block request;
    request.params = std::move(params);
    auto component = std::dynamic_pointer_cast<Ability>(create(place, request));
    if (!component) wrong_kind(place);
    return Handle<Ability>(place, std::move(component));
  }

  /// The recipe of a resolved pipeline, the components of its blocks first; all of them are added
  /// to `made`, the recipe itself as "/recipe".
  Handle<Recipe> make_recipe(const Json& pipeline, MadeComponents& made) const;

  /// Where a value of the pipeline stands, as messages say it: "file:line:col  /train/batch". One
  /// without an origin has its parent's.
  std::string where(const std::string& pointer) const;

  bool has(const std::string& id) const { return files_.count(id) > 0; }

  /// Plugins of that kind, in the order of their ids.
  std::vector<std::string> ids_of(const std::string& kind) const;

  /// What a plugin says of itself.
  Description description_of(const std::string& id) const { return describe({id, ""}); }

  /// Its library.
  const std::string& file_of(const std::string& id) const { return file_of(PluginPlace{id, ""}); }

  /// Names of the tensors that a loss reads, as its plugin describes them.
  std::vector<std::string> inputs_of(const std::string& id) const;

  /// What the component of a block offers: its own tensors and those that it passes on.
  std::vector<TensorDescription> outputs_of(const Json& block) const;

  /// The mixes among the tensors of outputs_of().
  std::vector<OutputMix> mixes_of(const Json& block) const;

  /// Names of the parameters of a plugin.
  std::vector<std::string> parameters_of(const std::string& id) const;

  /// Blocks inside a plugin's block that the pipeline may leave out, with the plugin that they use
  /// then.
  std::map<std::string, std::string> default_children_of(const std::string& id) const;

  /// The plugin that declares a piece of that name; empty if none does.
  std::string owner_of_piece(const std::string& piece) const;

 private:
  const std::string& file_of(const PluginPlace& place) const;
  PluginPlace place_of(const Json& block, const std::string& pointer) const;
  std::shared_ptr<Component> create(const Json& block, const std::string& pointer,
                                    MadeComponents& made) const;
  std::shared_ptr<Component> create(const PluginPlace& place, const Block& request) const;
  std::function<std::shared_ptr<Component>(const std::string& name)> child_maker(
      const Json& block, const std::string& pointer, MadeComponents& made) const;
  std::vector<NamedComponent> named_children(const Json& pipeline,
                                             const NamedChildrenDescription& group,
                                             MadeComponents& made) const;
  Description describe(const PluginPlace& place) const;
  [[noreturn]] static void wrong_kind(const PluginPlace& place);

  std::map<std::string, std::string> files_;
  std::map<std::string, std::string> origins_;
};

/// Parameters as the SDK passes them.
/// @throws Failure(bad_configuration) for values that no parameter can have.
Values to_values(const Json& params, const std::string& where);

}  // namespace zeroth::host
