// zeroth-describe FOLDER PLUGIN.so...: writes what each plugin's describe() says to
// FOLDER/PLUGIN.so.json. Several at once, because each call loads LibTorch.
#include <dlfcn.h>
#include <unistd.h>
#include <zeroth/plugin.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;

bool fail(const fs::path& plugin, const char* what, const char* why) {
  std::fprintf(stderr, "zeroth-describe: %s: %s: %s\n", plugin.c_str(), what, why);
  return false;
}

bool describe(const fs::path& plugin, const fs::path& output) {
  void* handle = dlopen(plugin.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) return fail(plugin, "cannot load the plugin", dlerror());
  const auto* entry = static_cast<const zeroth::PluginEntry*>(dlsym(handle, "zeroth_plugin_v1"));
  if (!entry) return fail(plugin, "not a plugin", dlerror());
  try {
    std::ofstream file(output, std::ios::binary);
    file << entry->description();
    return file.flush() || fail(plugin, "cannot write", output.c_str());
  } catch (const std::exception& error) {
    return fail(plugin, "describe() failed", error.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: zeroth-describe FOLDER PLUGIN.so...\n", stderr);
    return 1;
  }
  bool good = true;
  for (int i = 2; i < argc; ++i) {
    const fs::path plugin = argv[i];
    good = describe(plugin, fs::path(argv[1]) / (plugin.filename().string() + ".json")) && good;
  }
  std::fflush(nullptr);
  // LibTorch's destructors take a fifth of what its constructors took, for nothing.
  _exit(good ? 0 : 1);
}
