// zeroth-describe PLUGIN.so OUTPUT.json: writes what the plugin's describe() says.
#include <dlfcn.h>
#include <zeroth/plugin.h>

#include <cstdio>
#include <exception>
#include <fstream>

namespace {

int fail(const char* what, const char* why) {
  std::fprintf(stderr, "zeroth-describe: %s: %s\n", what, why);
  return 1;
}

int describe(const char* library, const char* output) {
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return fail("cannot load the plugin", dlerror());
  const auto* entry = static_cast<const zeroth::PluginEntry*>(dlsym(handle, "zeroth_plugin_v1"));
  if (!entry) return fail("not a plugin", dlerror());
  std::ofstream file(output, std::ios::binary);
  file << entry->description();
  if (!file.flush()) return fail("cannot write", output);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return fail("usage", "zeroth-describe PLUGIN.so OUTPUT.json");
  try {
    return describe(argv[1], argv[2]);
  } catch (const std::exception& error) {
    return fail("describe() failed", error.what());
  }
}
