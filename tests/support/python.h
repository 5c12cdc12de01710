#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/support/files.h"

/// Runs Debian's Python in a folder; false, with a line that says so, where it lacks `modules`.
inline bool python(const Folder& folder, const std::string& modules, const std::string& script) {
  folder.write("script.py", script);
  const auto run = [&](const std::string& what) {
    return std::system(("cd '" + folder.path().string() + "' && '" ZEROTH_TEST_PYTHON "' " + what)
                           .c_str()) == 0;
  };
  if (!run("-c 'import " + modules + "' 2> /dev/null")) {
    std::cout << "skipped: " ZEROTH_TEST_PYTHON " cannot import " << modules << "\n";
    return false;
  }
  REQUIRE(run("script.py"));
  return true;
}
