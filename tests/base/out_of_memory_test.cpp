#include "host/base/out_of_memory.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <new>
#include <stdexcept>

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
