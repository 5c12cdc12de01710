#pragma once

#include <zeroth/calls.h>

#include <algorithm>
#include <string>

#include "host/engine/composer.h"

/// A component from the built plugin folder.
template <class Interface>
zeroth::host::Handle<Interface> loaded(const std::string& id,
                                       zeroth::host::Json params = zeroth::host::Json::object()) {
  std::string file = id;
  std::replace_if(
      file.begin(), file.end(), [](char c) { return c == '.' || c == '-'; }, '_');
  const zeroth::host::Composer composer(
      {{id, std::string(ZEROTH_TEST_PLUGINS) + "/" + file + ".so"}}, {});
  const zeroth::host::Json document = {{"block", {{"use", id}, {"params", params}}}};
  return composer.make<Interface>(document, "/block");
}
