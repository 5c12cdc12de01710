# Zeroth::torch: LibTorch as Zeroth's headers want it. The imported `torch` of LibTorch 1.13 carries
# flags that only CUDA builds want, and its headers must count as system headers or they drown the
# warnings of whoever includes them.
#
# Needs find_package(Torch) before it.
if(NOT TARGET Zeroth::torch)
  add_library(Zeroth::torch INTERFACE IMPORTED)
  separate_arguments(zeroth_torch_flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
  set_target_properties(Zeroth::torch PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${TORCH_INCLUDE_DIRS}"
    INTERFACE_COMPILE_OPTIONS "${zeroth_torch_flags}"
    INTERFACE_LINK_LIBRARIES "${TORCH_LIBRARIES}"
    # Without it every ATen header drags in all two thousand operators.
    INTERFACE_COMPILE_DEFINITIONS AT_PER_OPERATOR_HEADERS)
  if(Torch_VERSION VERSION_GREATER_EQUAL 2.14)  # its headers refuse C++17
    set_target_properties(Zeroth::torch PROPERTIES INTERFACE_COMPILE_FEATURES cxx_std_20)
  endif()
endif()
