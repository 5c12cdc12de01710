# Every package that the tree builds with. tools/packages lists the Debian packages behind them.
find_package(Torch 1.13 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2 REQUIRED)
find_package(Boost 1.74 CONFIG REQUIRED COMPONENTS filesystem)
find_package(SQLite3 REQUIRED)
find_package(OpenMP REQUIRED)  # the threads that at::parallel_for hands out
find_package(PkgConfig REQUIRED)
pkg_check_modules(matio REQUIRED IMPORTED_TARGET matio)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)
pkg_check_modules(cairo REQUIRED IMPORTED_TARGET cairo)

include(ZerothTorch)
if(TORCH_CXX_FLAGS MATCHES "CXX11_ABI=0")
  message(FATAL_ERROR "${Torch_DIR} has a LibTorch with the old C++ ABI, and fmt, Boost and OpenCV here have the new one: take the build of LibTorch named cxx11-abi, or LibTorch 2.7 or later.")
endif()

# Debian's LibTorch links whatever BLAS the alternatives point to, and the reference BLAS is some
# twenty times slower; linking OpenBLAS first decides it for every program of this tree.
if(ZEROTH_OWN_PRODUCTS)
  find_library(ZEROTH_OPENBLAS NAMES openblas REQUIRED)
endif()

# OpenCV's own configuration wants all of its modules; images and ONNX networks need three of them.
if(ZEROTH_PICTURES)
  find_path(ZEROTH_OPENCV_INCLUDE opencv2/imgcodecs.hpp PATH_SUFFIXES opencv4 REQUIRED)
  find_library(ZEROTH_OPENCV_CORE NAMES opencv_core REQUIRED)
  find_library(ZEROTH_OPENCV_IMGCODECS NAMES opencv_imgcodecs REQUIRED)
  find_library(ZEROTH_OPENCV_DNN NAMES opencv_dnn REQUIRED)
  find_path(ZEROTH_OPENCV_DNN_INCLUDE opencv2/dnn.hpp PATH_SUFFIXES opencv4 REQUIRED)
  add_library(zeroth_opencv INTERFACE)
  target_include_directories(zeroth_opencv SYSTEM INTERFACE ${ZEROTH_OPENCV_INCLUDE})
  target_link_libraries(zeroth_opencv INTERFACE ${ZEROTH_OPENCV_DNN} ${ZEROTH_OPENCV_IMGCODECS}
    ${ZEROTH_OPENCV_CORE})
endif()

# ONNX files are protocol buffers, of which libonnx has the messages and the checker.
find_path(ZEROTH_ONNX_INCLUDE onnx/checker.h REQUIRED)
find_library(ZEROTH_ONNX NAMES onnx REQUIRED)
find_library(ZEROTH_ONNX_PROTO NAMES onnx_proto REQUIRED)
find_library(ZEROTH_PROTOBUF NAMES protobuf REQUIRED)

# The oneDNN that LibTorch itself is linked with. Its own configuration wants the headers of OpenCL.
if(ZEROTH_OWN_PRODUCTS)
  find_path(ZEROTH_ONEDNN_INCLUDE oneapi/dnnl/dnnl.hpp REQUIRED)
  find_library(ZEROTH_ONEDNN NAMES dnnl REQUIRED)
endif()

# Ranks of one run meet and add by c10d with Gloo, which Debian's LibTorch has; its headers are in
# libgloo-dev. Only the name of the function is of interest here, so it is declared by hand.
set(ZEROTH_HAS_RANKS OFF)
if(ZEROTH_RANKS)
  find_path(ZEROTH_GLOO_INCLUDE gloo/rendezvous/store.h)
  find_file(ZEROTH_C10D_GLOO torch/csrc/distributed/c10d/ProcessGroupGloo.hpp PATHS ${TORCH_INCLUDE_DIRS})
  if(ZEROTH_GLOO_INCLUDE AND ZEROTH_C10D_GLOO)
    include(CheckCXXSourceCompiles)
    set(CMAKE_REQUIRED_LIBRARIES ${TORCH_LIBRARIES})
    check_cxx_source_compiles("namespace c10d { struct ProcessGroupGloo { static void createDefaultDevice(); }; }
      int main() { c10d::ProcessGroupGloo::createDefaultDevice(); }" ZEROTH_LIBTORCH_HAS_GLOO)
    unset(CMAKE_REQUIRED_LIBRARIES)
  endif()
  if(ZEROTH_LIBTORCH_HAS_GLOO)
    set(ZEROTH_HAS_RANKS ON)
  else()
    message(STATUS "One run computes in one process: no libgloo-dev, or a LibTorch without Gloo")
  endif()
endif()
