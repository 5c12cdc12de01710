#include "tests/pipeline/recipes.h"

#include "host/catalog/plugin_index.h"

void add_recipes(std::map<std::string, zeroth::Description>& known) {
  zeroth::host::SearchPath path;
  for (const char* name : {"recipe_generative", "recipe_d3gzsl", "recipe_two_stage",
                           "recipe_embedding", "classifier_softmax"}) {
    path.files.push_back(std::string(ZEROTH_TEST_PLUGINS) + "/" + name + ".so");
  }
  const zeroth::host::PluginIndex index(path);
  for (const zeroth::host::Candidate& one : index.candidates()) {
    known[one.id()] = index.description(one);
  }
}
