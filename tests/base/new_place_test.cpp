#include "host/base/new_place.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "tests/support/working_folder.h"

using namespace zeroth::host;

TEST_CASE("a place is filled as a whole or not at all") {
  const WorkingFolder folder;
  {
    const NewPlace place("a/", {"nothing goes"});
    std::filesystem::create_directory(place.path());
  }
  CHECK(std::filesystem::is_empty("."));
  {
    NewPlace place("a/", {"nothing goes"});
    std::filesystem::create_directory(place.path());
    folder.write("b", "");
    place.keep();
  }
  CHECK(std::filesystem::is_directory("a"));
  CHECK(failure_of([] { NewPlace("b", {"nothing goes"}); }) ==
        "73: error: there is something already\n  where  b\n  why    nothing goes\n"
        "  fix    give another place with --out, or remove it");
  CHECK(failure_of([] { NewPlace("c/d", {"nothing goes"}); }) ==
        "73: error: nothing can be written there\n  where  c/d\n"
        "  why    its folder does not exist\n  fix    give another place with --out");
}

TEST_CASE("what may go goes in the moment in which the new one comes") {
  const WorkingFolder folder;
  const NewPlace::Rule old_ones = {"only those with a mark go", [](const auto& place) {
                                     return std::filesystem::exists(place / "mark");
                                   }};
  std::filesystem::create_directory("a");
  CHECK(failure_of([&] { NewPlace("a", old_ones); }) ==
        "73: error: there is something already\n  where  a\n  why    only those with a mark go\n"
        "  fix    give another place with --out, or remove it");
  folder.write("a/mark", "");
  std::filesystem::create_directory_symlink("a", "link");
  CHECK(failure_of([&] { NewPlace("link", old_ones); }) != "nothing");
  {
    NewPlace place("a", old_ones);
    std::filesystem::create_directory(place.path());
    folder.write((place.path() / "new").string(), "");
    CHECK(std::filesystem::exists("a/mark"));
    place.keep();
  }
  CHECK(std::filesystem::exists("a/new"));
  CHECK(!std::filesystem::exists("a/mark"));
  std::size_t left = 0;
  for (const auto& one : std::filesystem::directory_iterator(".")) left += one.exists() ? 1 : 0;
  CHECK(left == 2);  // a and link
}
