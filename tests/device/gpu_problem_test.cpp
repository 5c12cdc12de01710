#include "host/device/gpu_problem.h"

#include <c10/util/Exception.h>
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "host/base/problem.h"
#include "host/device/device.h"

using namespace zeroth::host;

namespace {

/// What is told where the first number on a GPU meets this, as LibTorch throws it.
std::string told_at_first(const std::string& words) {
  try {
    expect_gpu([&] { throw c10::Error({"", "", 0}, words); });
  } catch (const Failure& failure) {
    CHECK(failure.code() == Exit::bad_configuration);
    return failure.what();
  }
  return "";
}

std::string told_at_work(const std::string& words) {
  const auto problem = gpu_problem(words, "loss() of loss.x", "p.json:3:4");
  return problem ? render(*problem) : "";
}

constexpr const char* kAsynchronous =
    "\nCUDA kernel errors might be asynchronously reported at some other API call, so the "
    "stacktrace below might be incorrect.";
constexpr const char* kCpu = "run on the CPU: leave \"device\" and --device out";

}  // namespace

TEST_CASE("a GPU that is not to be had: one sentence each") {
  unsetenv("CUDA_VISIBLE_DEVICES");
  CHECK(told_at_first("No CUDA GPUs are available") ==
        std::string("error: there is no device \"cuda\"\n"
                    "  where  /device\n"
                    "  why    CUDA finds no device on this machine\n"
                    "         LibTorch says: No CUDA GPUs are available\n"
                    "  fix    ") +
            kCpu);
  CHECK(told_at_first(
            "Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU") ==
        std::string(
            "error: there is no device \"cuda\"\n"
            "  where  /device\n"
            "  why    no NVIDIA driver is loaded on this machine\n"
            "         LibTorch says: Found no NVIDIA driver on your system. Please check that "
            "you have an NVIDIA GPU\n"
            "  fix    install the driver of the GPU, or ") +
            kCpu);
  const std::string old = told_at_first(
      "The NVIDIA driver on your system is too old (found version 11040). Please update your GPU "
      "driver");
  CHECK(old ==
        std::string(
            "error: the NVIDIA driver is too old for this LibTorch\n"
            "  where  /device\n"
            "  why    it knows only an earlier CUDA than the one that LibTorch was built with\n"
            "         LibTorch says: The NVIDIA driver on your system is too old (found "
            "version 11040). Please update your GPU driver\n"
            "  fix    update the driver, or build with a LibTorch for the driver's CUDA "
            "(`nvidia-smi` names it), or ") +
            kCpu);
  for (const auto& one :
       {std::pair("CUDA error: CUDA driver version is insufficient for CUDA runtime version",
                  "the NVIDIA driver is too old for this LibTorch"),
        std::pair("CUDA error: no kernel image is available for execution on the device",
                  "this LibTorch has no code for this GPU"),
        std::pair("CUDA error: system has unsupported display driver / cuda driver combination",
                  "driver and CUDA of this machine do not fit together"),
        std::pair("CUDA error: all CUDA-capable devices are busy or unavailable",
                  "the GPU is not to be had"),
        std::pair("CUDA driver initialization failed, you might not have a CUDA gpu.",
                  "there is no device \"cuda\"")}) {
    CAPTURE(one.first);
    const auto& [words, sentence] = one;
    const std::string text = told_at_first(words + std::string(kAsynchronous));
    CHECK(text.find(std::string("error: ") + sentence + "\n  where  /device\n  why    ") == 0);
    CHECK(text.find(std::string("LibTorch says: ") + words + "\n  fix    ") != std::string::npos);
    CHECK(text.find(kCpu) != std::string::npos);
  }
}

TEST_CASE("a GPU that is hidden, full, or fails in a way that nobody knows") {
  setenv("CUDA_VISIBLE_DEVICES", "7", 1);
  CHECK(told_at_first("No CUDA GPUs are available")
            .find("\n         CUDA_VISIBLE_DEVICES is \"7\"\n") != std::string::npos);
  unsetenv("CUDA_VISIBLE_DEVICES");
  CHECK(told_at_first("CUDA error: out of memory") ==
        "error: not enough memory of the GPU for the first number\n"
        "  where  /device\n"
        "  why    CUDA error: out of memory\n"
        "  fix    end what else computes on the GPU (`nvidia-smi` lists it), or choose smaller "
        "sizes; "
        "`zeroth run --dry-run` says what a pipeline needs");
  CHECK(told_at_first("CUDA error: a word of tomorrow\nand its stack") ==
        std::string("error: the device \"cuda\" cannot be used\n"
                    "  where  /device\n"
                    "  why    LibTorch says: CUDA error: a word of tomorrow\n"
                    "  fix    ") +
            kCpu);
  expect_gpu([] {});
}

TEST_CASE("a GPU that fails at work is told as such, and nothing else is") {
  CHECK(told_at_work(std::string("CUDA error: an illegal memory access was encountered") +
                     kAsynchronous) ==
        "error: the GPU failed in loss() of loss.x\n"
        "  where  p.json:3:4\n"
        "  why    CUDA error: an illegal memory access was encountered\n"
        "         a GPU tells of it late: an earlier call may be what failed\n"
        "  fix    CUDA_LAUNCH_BLOCKING=1 in the environment names the call; a run goes on from its "
        "last checkpoint with --resume");
  CHECK(told_at_work("CUDA error: device-side assert triggered").find("the GPU failed in") !=
        std::string::npos);
  CHECK(told_at_work("mat1 and mat2 shapes cannot be multiplied") == "");
  CHECK_FALSE(gpu_problem("CUDA error: device-side assert triggered", "", "/device").has_value());
}
