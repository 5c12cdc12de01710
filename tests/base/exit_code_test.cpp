#include "host/base/exit_code.h"

#include <doctest/doctest.h>

#include <new>
#include <system_error>

using namespace zeroth::host;

TEST_CASE("exit code: every exception has one") {
  CHECK(exit_code_of(Failure(Exit::no_input, {"x", "", {}, ""})) == Exit::no_input);
  CHECK(exit_code_of(std::system_error(std::make_error_code(std::errc::io_error))) == Exit::io);
  CHECK(exit_code_of(std::bad_alloc()) == Exit::run_failed);
  CHECK(exit_code_of(std::logic_error("x")) == Exit::internal);
}
