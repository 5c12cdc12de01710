#pragma once

#include <zeroth/loss.h>
#include <zeroth/ood_scorer.h>

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

inline at::Tensor compute(const zeroth::host::Handle<zeroth::Loss>& loss,
                          const zeroth::TensorMap& in) {
  return loss.call("compute()", [&](auto& l) { return l.compute(in); });
}

inline at::Tensor score(const zeroth::host::Handle<zeroth::OODScorer>& scorer,
                        const zeroth::Scores& in) {
  return scorer.call("score()", [&](auto& s) { return s.score(in); });
}
