#include "host/engine/rows_in_files.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/zeros.h>
#include <zeroth/empty_rows.h>
#include <zeroth/long_work.h>
#include <zeroth/row_chunks.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "host/base/problem.h"
#include "host/base/scratch_file.h"

// LibTorch has a CHECK of its own, and doctest's is the one that was included last.
#include <doctest/doctest.h>

using namespace zeroth::host;

namespace {

/// The line of this process' map that holds the place.
std::string mapping_of(const void* place) {
  const auto address = reinterpret_cast<std::uintptr_t>(place);
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0, end = 0;
    char dash = 0;
    std::istringstream(line) >> std::hex >> begin >> dash >> end;
    if (begin <= address && address < end) return line;
  }
  return "";
}

bool lies_in_a_file(const void* place) {
  return mapping_of(place).find(" (deleted)") != std::string::npos;
}

bool lies_in_a_file(const at::Tensor& tensor) { return lies_in_a_file(tensor.data_ptr()); }

at::Tensor counted(std::int64_t rows) {
  return zeroth::in_chunks(rows, 100, [](std::int64_t first, std::int64_t count) {
    return at::arange(4 * first, 4 * (first + count), at::kFloat).view({count, 4});
  });
}

}  // namespace

TEST_CASE("rows of more than the limit lie in a file without a name, and stay what they are") {
  const auto folder = std::filesystem::temp_directory_path();
  at::Tensor outlives;
  std::shared_ptr<float> room;
  {
    const RowsInFiles large(folder, 16 * 1000);
    const at::Tensor small = counted(1000);
    outlives = counted(1001);
    CHECK_FALSE(lies_in_a_file(small));
    CHECK(lies_in_a_file(outlives));
    CHECK_FALSE(lies_in_a_file(zeroth::room_for_rows(1000, 4).get()));
    room = zeroth::room_for_rows(1001, 4);
    CHECK(lies_in_a_file(room.get()));
    room.get()[4003] = 7;
    put_scratch_aside(0);
    CHECK(outlives.equal(at::arange(4 * 1001, at::kFloat).view({1001, 4})));
    const at::Tensor both = zeroth::below_each_other({small, outlives});
    CHECK(lies_in_a_file(both));
    CHECK(both.narrow(0, 1000, 1001).equal(outlives));
    CHECK_FALSE(
        lies_in_a_file(zeroth::below_each_other({small.narrow(0, 0, 1), small.narrow(0, 7, 2)})));
  }
  CHECK(outlives[1000][3].item<float>() == 4003);
  CHECK(room.get()[4003] == 7);
  CHECK_FALSE(lies_in_a_file(counted(1001)));
}

TEST_CASE("where there is no room for rows, that is said") {
  const RowsInFiles large("/nowhere/at/all", 0);
  try {
    zeroth::empty_rows(1000000, 1000, at::kFloat);
    FAIL("it was made");
  } catch (const Failure& failure) {
    CHECK(failure.code() == Exit::cannot_create);
    CHECK(render(failure.problems().front()) ==
          "error: there is no room for 4.0 GB of rows that memory shall not hold\n"
          "  where  /nowhere/at/all\n"
          "  why    No such file or directory\n"
          "  fix    make room there, or let memory hold more: --rows-in-memory MIB");
  }
}
