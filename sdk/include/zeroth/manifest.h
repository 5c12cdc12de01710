#pragma once

#include <torch/version.h>
#include <zeroth/version.h>

#include <cstdint>
#include <string>

namespace zeroth {

struct Block;
class Component;

/// What the symbol `zeroth_plugin_v1` of a plugin is.
struct PluginEntry {
  std::uint32_t size;                  ///< of this struct, as the plugin was compiled
  const char* manifest;                ///< one line of JSON, the same as in ELF section "zeroth"
  Component* (*create)(const Block&);  ///< @throws Error
  void (*destroy)(Component*) noexcept;
  std::string (*description)();  ///< to_json of what describe() says
};

}  // namespace zeroth

#define ZEROTH_TEXT_OF(x) #x
#define ZEROTH_TEXT(x) ZEROTH_TEXT_OF(x)

#ifdef _GLIBCXX_USE_CXX11_ABI
#define ZEROTH_CXX11_ABI ZEROTH_TEXT(_GLIBCXX_USE_CXX11_ABI)
#else
#define ZEROTH_CXX11_ABI "1"
#endif

#define ZEROTH_MANIFEST(ID, VERSION, INTERFACE)                                             \
  "{\"id\":\"" ID "\",\"version\":\"" VERSION "\",\"interface\":\"zeroth." INTERFACE        \
  "\",\"sdk\":\"" ZEROTH_TEXT(ZEROTH_SDK_MAJOR) "." ZEROTH_TEXT(                            \
      ZEROTH_SDK_MINOR) "\",\"torch\":\"" TORCH_VERSION "\",\"cxx11abi\":" ZEROTH_CXX11_ABI \
                        ",\"compiler\":\"" __VERSION__                                      \
                        "\",\"cplusplus\":\"" ZEROTH_TEXT(__cplusplus) "\"}"

// The two symbols of a plugin. Constant data only: nothing of a plugin runs while it is being
// loaded.
#define ZEROTH_ENTRY(ID, VERSION, INTERFACE, CREATE, DESTROY, DESCRIPTION)                        \
  extern "C" __attribute__((section("zeroth"), used, visibility("default")))                      \
  const char zeroth_manifest[] = ZEROTH_MANIFEST(ID, VERSION, INTERFACE);                         \
  extern "C" __attribute__((used, visibility("default")))                                         \
  const ::zeroth::PluginEntry zeroth_plugin_v1 = {sizeof(::zeroth::PluginEntry), zeroth_manifest, \
                                                  CREATE, DESTROY, DESCRIPTION};
