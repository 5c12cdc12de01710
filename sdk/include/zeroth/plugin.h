#pragma once

#include <torch/version.h>
#include <zeroth/schema.h>
#include <zeroth/version.h>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace zeroth {

/// What the symbol `zeroth_plugin_v1` of a plugin is.
struct PluginEntry {
  std::uint32_t size;                  ///< of this struct, as the plugin was compiled
  const char* manifest;                ///< one line of JSON, the same as in ELF section "zeroth"
  Component* (*create)(const Block&);  ///< @throws Error
  void (*destroy)(Component*) noexcept;
  std::string (*description)();  ///< to_json of what describe() says
};

namespace detail {

template <class T, class = void>
struct has_validate : std::false_type {};
template <class T>
struct has_validate<T, std::void_t<decltype(&T::validate)>> : std::true_type {};

template <class T, class = void>
struct has_describe : std::false_type {};
template <class T>
struct has_describe<T, std::void_t<decltype(T::describe(std::declval<Schema<T>&>()))>>
    : std::true_type {};

template <class T>
struct Described : Schema<T> {
  Described() { T::describe(*this); }
};

template <class T>
Component* create(const Block& block) {
  auto object = std::make_unique<T>();
  Described<T>().apply(*object, block);
  if constexpr (has_validate<T>::value) object->validate();
  return object.release();
}

inline void destroy(Component* component) noexcept { delete component; }

template <class T>
std::string description() {
  return to_json(Described<T>().description());
}

}  // namespace detail
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

// Constant data only: nothing of a plugin runs while it is being loaded. What is asserted here
// would otherwise be said deep inside of templates.
#define ZEROTH_PLUGIN(CLASS, BASE, ID, VERSION, INTERFACE)                                  \
  namespace zeroth::detail {                                                                \
  struct one_file_holds_one_plugin {};                                                      \
  }                                                                                         \
  static_assert(std::is_base_of_v<BASE, CLASS>, #CLASS " does not derive from " #BASE);     \
  static_assert(!std::is_abstract_v<CLASS>, #CLASS " does not implement all of " #BASE);    \
  static_assert(::zeroth::detail::has_describe<CLASS>::value,                               \
                #CLASS " has no public static void describe(zeroth::Schema<" #CLASS ">&)"); \
  extern "C" __attribute__((section("zeroth"), used, visibility("default")))                \
  const char zeroth_manifest[] = ZEROTH_MANIFEST(ID, VERSION, INTERFACE);                   \
  extern "C" __attribute__((used, visibility("default")))                                   \
  const ::zeroth::PluginEntry zeroth_plugin_v1 = {                                          \
      sizeof(::zeroth::PluginEntry), zeroth_manifest, &::zeroth::detail::create<CLASS>,     \
      &::zeroth::detail::destroy, &::zeroth::detail::description<CLASS>};
