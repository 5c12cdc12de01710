#include "host/device/gpu_problem.h"

#include <fmt/format.h>

#include <cstdlib>
#include <vector>

#include "host/base/printable.h"

namespace zeroth::host {
namespace {

constexpr const char* kOnTheCpu = R"(run on the CPU: leave "device" and --device out)";

/// A sentence for each way in which there is no GPU to compute on.
struct Absence {
  std::vector<const char*> words;  ///< of CUDA or LibTorch; one is enough
  const char* what;
  const char* why;
  const char* fix;  ///< or run on the CPU
};

const std::vector<Absence>& absences() {
  static const std::vector<Absence> all = {
      {{"No CUDA GPUs are available", "no CUDA-capable device is detected",
        "you might not have a CUDA gpu", "invalid device ordinal"},
       R"(there is no device "cuda")",
       "CUDA finds no device on this machine",
       ""},
      {{"Found no NVIDIA driver"},
       R"(there is no device "cuda")",
       "no NVIDIA driver is loaded on this machine",
       "install the driver of the GPU"},
      {{"NVIDIA driver on your system is too old", "CUDA driver version is insufficient",
        "the provided PTX was compiled with an unsupported toolchain"},
       "the NVIDIA driver is too old for this LibTorch",
       "it knows only an earlier CUDA than the one that LibTorch was built with",
       "update the driver, or build with a LibTorch for the driver's CUDA (`nvidia-smi` names it)"},
      {{"no kernel image is available", "invalid device function",
        "device kernel image is invalid"},
       "this LibTorch has no code for this GPU",
       "it was built for GPUs of other compute capabilities",
       "build with a LibTorch for this GPU"},
      {{"unsupported display driver / cuda driver combination",
        "forward compatibility was attempted on non supported HW",
        "driver/library version mismatch"},
       "driver and CUDA of this machine do not fit together",
       "the driver that is loaded is not the one that is installed",
       "start the machine anew, or install the driver again"},
      {{"all CUDA-capable devices are busy or unavailable"},
       "the GPU is not to be had",
       "another program has it for itself alone",
       "wait for that program (`nvidia-smi` lists it)"},
  };
  return all;
}

/// Errors of a GPU at work, after which the process can compute nothing on it any more.
constexpr const char* kFailures[] = {"an illegal memory access was encountered",
                                     "unspecified launch failure",
                                     "device-side assert triggered",
                                     "the launch timed out and was terminated",
                                     "uncorrectable ECC error",
                                     "hardware stack error",
                                     "misaligned address",
                                     "an illegal instruction was encountered",
                                     "GPU is lost"};

std::vector<std::string> reasons(const Absence& one, const std::string& text) {
  std::vector<std::string> why = {one.why, "LibTorch says: " + first_line(text)};
  if (const char* visible = std::getenv("CUDA_VISIBLE_DEVICES")) {
    why.push_back(fmt::format("CUDA_VISIBLE_DEVICES is \"{}\"", visible));
  }
  return why;
}

Problem absent(const Absence& one, const std::string& text, const std::string& where) {
  const std::string fix = *one.fix ? fmt::format("{}, or {}", one.fix, kOnTheCpu) : kOnTheCpu;
  return {one.what, where, reasons(one, text), fix};
}

Problem failed_at_work(const std::string& text, const std::string& who, const std::string& where) {
  return {fmt::format("the GPU failed in {}", who),
          where,
          {first_line(text), "a GPU tells of it late: an earlier call may be what failed"},
          "CUDA_LAUNCH_BLOCKING=1 in the environment names the call; a run goes on from its last "
          "checkpoint with --resume"};
}

}  // namespace

std::optional<Problem> gpu_problem(const std::string& text, const std::string& who,
                                   const std::string& where) {
  for (const Absence& one : absences()) {
    for (const char* words : one.words) {
      if (text.find(words) != std::string::npos) return absent(one, text, where);
    }
  }
  if (who.empty()) return std::nullopt;
  for (const char* words : kFailures) {
    if (text.find(words) != std::string::npos) return failed_at_work(text, who, where);
  }
  return std::nullopt;
}

}  // namespace zeroth::host
