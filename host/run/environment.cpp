#include "host/run/environment.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <dlfcn.h>
#include <link.h>
#include <torch/version.h>

#include <cstring>
#include <set>
#include <string>

#include "host/device/device.h"
#include "host/precision/precision.h"

namespace zeroth::host {
namespace {

int collect_blas(dl_phdr_info* library, std::size_t, void* found) {
  const char* slash = std::strrchr(library->dlpi_name, '/');
  const std::string name = slash ? slash + 1 : library->dlpi_name;
  for (const char* known : {"libopenblas", "libmkl", "libblis", "libblas"}) {
    if (name.rfind(known, 0) == 0) static_cast<std::set<std::string>*>(found)->insert(name);
  }
  return 0;
}

/// OpenBLAS tells its version and kernels; of the others the library's name must do.
std::string blas() {
  using Config = char* (*)();
  if (auto* config = reinterpret_cast<Config>(dlsym(RTLD_DEFAULT, "openblas_get_config"))) {
    return config();
  }
  std::set<std::string> names;
  dl_iterate_phdr(collect_blas, &names);
  return names.empty() ? "built into LibTorch" : *names.rbegin();
}

/// The vector instructions that LibTorch chose; its own text, which every version prints.
std::string cpu_capability() {
  const std::string text = at::get_parallel_info() + at::show_config();
  const std::string label = "CPU capability usage: ";
  const auto at = text.find(label);
  if (at == std::string::npos) return "unknown";
  const auto begin = at + label.size();
  return text.substr(begin, text.find_first_of("\n,", begin) - begin);
}

}  // namespace

Json describe_environment() {
  const std::string fp32 = instructions(Precision::fp32), bf16 = instructions(Precision::bf16);
  return {{"zeroth", ZEROTH_VERSION},
          {"torch", TORCH_VERSION},
          {"blas", blas()},
          {"threads", at::get_num_threads()},
          {"cpu_capability", cpu_capability()},
          {"fp32", fp32.empty() ? "products by blas" : "products by oneDNN with " + fp32},
          {"bf16", bf16.empty() ? "not on this processor" : bf16},
          {"cuda", cuda_devices()},
          {"compiler", __VERSION__}};
}

}  // namespace zeroth::host
