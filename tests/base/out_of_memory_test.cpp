#include "host/base/out_of_memory.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <new>
#include <stdexcept>
#include <string>
#include <vector>

using namespace zeroth::host;

TEST_CASE("out of memory: what LibTorch and the standard library throw") {
  const std::runtime_error torch(
      "[enforce fail at alloc_cpu.cpp:75] err == 0. DefaultCPUAllocator: can't allocate memory: "
      "you tried to allocate 4398046511104 bytes. Error code 12 (Cannot allocate memory)\n"
      "frame #0: c10::ThrowEnforceNotMet");
  CHECK(is_out_of_memory(torch));
  CHECK(render(out_of_memory(torch, "build() of generator.x", "p.json:3:4  /generator")) ==
        "error: not enough memory for build() of generator.x\n"
        "  where  p.json:3:4  /generator\n"
        "  why    it tried to allocate 4398046511104 bytes at once\n"
        "  fix    choose smaller sizes; `zeroth run --dry-run` says what a pipeline needs");
  CHECK(is_out_of_memory(std::bad_alloc()));
  CHECK(is_out_of_memory(std::length_error("vector::_M_default_append")));
  CHECK(is_out_of_memory(std::runtime_error("Storage size calculation overflowed with sizes=[4]")));
  CHECK_FALSE(is_out_of_memory(std::runtime_error("mat1 and mat2 shapes cannot be multiplied")));
}

TEST_CASE("out of memory: what LibTorch says of a GPU, and what may be told besides") {
  const std::runtime_error newer(
      "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 139.81 GiB of "
      "which 1.06 GiB is free. Process 7 has 138.74 GiB memory in use.\nException raised from "
      "malloc");
  CHECK(is_out_of_memory(newer));
  CHECK(render(out_of_memory(newer, "loss() of loss.x", "p.json")) ==
        "error: not enough memory of the GPU for loss() of loss.x\n"
        "  where  p.json\n"
        "  why    it tried to allocate 2.00 GiB at once\n"
        "         of the GPU's 139.81 GiB 1.06 GiB are free\n"
        "  fix    end what else computes on the GPU (`nvidia-smi` lists it), or choose smaller "
        "sizes; "
        "`zeroth run --dry-run` says what a pipeline needs");
  const std::runtime_error older(
      "CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 23.70 GiB total capacity; 21.99 GiB "
      "already allocated; 14.56 MiB free; 22.26 GiB reserved in total by PyTorch)");
  CHECK(out_of_memory(older, "", "").why ==
        std::vector<std::string>{"it tried to allocate 20.00 MiB at once",
                                 "of the GPU's 23.70 GiB 14.56 MiB are free"});
  for (const char* words : {"CUDA error: out of memory\nCUDA kernel errors might be reported later",
                            "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate`",
                            "cuDNN error: CUDNN_STATUS_ALLOC_FAILED"}) {
    const std::runtime_error error(words);
    CHECK(is_out_of_memory(error));
    CHECK(out_of_memory(error, "", "").what == "not enough memory of the GPU");
  }

  const auto ask = [&] {
    return telling_of_memory([]() -> int { throw std::bad_alloc(); },
                             [](Problem& problem) {
                               problem.why.emplace_back("in phase critic");
                               advise(problem, "halve train.batch");
                               advise(problem, "");
                             });
  };
  CHECK_THROWS_AS(ask(), OutOfMemory);
  try {
    telling_of_memory(ask, [](Problem& problem) { problem.fix += "; go on"; });
  } catch (const Failure& failure) {
    CHECK(failure.code() == Exit::run_failed);
    CHECK(is_out_of_memory(failure));
    CHECK(std::string(failure.what()) ==
          "error: not enough memory\n"
          "  why    std::bad_alloc\n"
          "         in phase critic\n"
          "  fix    halve train.batch; go on");
  }
  CHECK(telling_of_memory([] { return 7; }, [](Problem&) {}) == 7);
  CHECK_THROWS_WITH_AS(telling_of_memory([] { throw std::runtime_error("another"); },
                                         [](Problem& problem) { problem.what = "not this"; }),
                       "another", std::runtime_error);
  // A refusal of ours may speak of memory without being one that memory ended.
  CHECK_FALSE(is_out_of_memory(Failure(Exit::bad_data, {"can't allocate memory", "", {}, ""})));
}

TEST_CASE("out of memory: the limit of this process is named") {
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  rlimit limit = before;
  limit.rlim_cur = rlim_t{1} << 50;  // more than a sanitizer reserves
  REQUIRE(setrlimit(RLIMIT_AS, &limit) == 0);
  const std::string of_a_call =
      render(out_of_memory(std::bad_alloc(), "loss() of loss.x", "p.json"));
  const std::string of_itself = render(out_of_memory("", "", ""));
  setrlimit(RLIMIT_AS, &before);
  CHECK(of_a_call ==
        "error: not enough memory for loss() of loss.x\n"
        "  where  p.json\n"
        "  why    std::bad_alloc\n"
        "         the address space of this process is limited to 1073741824 MiB\n"
        "  fix    raise the limit (`ulimit -v unlimited`)");
  CHECK(of_itself ==
        "error: not enough memory\n"
        "  why    the address space of this process is limited to 1073741824 MiB\n"
        "  fix    raise the limit (`ulimit -v unlimited`)");
}
