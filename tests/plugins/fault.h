#pragma once

#include <zeroth/manifest.h>

#include <cstring>
#include <string>

// All wrong plugins of a kind share one object file, which costs seconds to compile, and differ by
// a small one that says which fault they have: fault.cpp.in.
extern const char* const zeroth_fault;

zeroth::Component* create_wrong(const zeroth::Block& block);
void destroy_wrong(zeroth::Component* component) noexcept;
std::string describe_wrong();

inline bool has_fault(const char* name) { return std::strcmp(zeroth_fault, name) == 0; }

#define ZEROTH_ONE_OF_MANY(CLASS)                                                 \
  zeroth::Component* create_wrong(const zeroth::Block& block) {                   \
    return zeroth::detail::create<CLASS>(block);                                  \
  }                                                                               \
  void destroy_wrong(zeroth::Component* component) noexcept { delete component; } \
  std::string describe_wrong() { return zeroth::detail::description<CLASS>(); }
