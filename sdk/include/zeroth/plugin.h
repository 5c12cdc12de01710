#pragma once

#include <zeroth/manifest.h>
#include <zeroth/schema.h>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace zeroth {

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
  return Described<T>().json(has_validate<T>::value);
}

}  // namespace detail
}  // namespace zeroth

// What is asserted here would otherwise be said deep inside of templates.
#define ZEROTH_PLUGIN(CLASS, BASE, ID, VERSION, INTERFACE)                                  \
  namespace zeroth::detail {                                                                \
  struct one_file_holds_one_plugin {};                                                      \
  }                                                                                         \
  static_assert(std::is_base_of_v<BASE, CLASS>, #CLASS " does not derive from " #BASE);     \
  static_assert(!std::is_abstract_v<CLASS>, #CLASS " does not implement all of " #BASE);    \
  static_assert(::zeroth::detail::has_describe<CLASS>::value,                               \
                #CLASS " has no public static void describe(zeroth::Schema<" #CLASS ">&)"); \
  ZEROTH_ENTRY(ID, VERSION, INTERFACE, &::zeroth::detail::create<CLASS>,                    \
               &::zeroth::detail::destroy, &::zeroth::detail::description<CLASS>)
