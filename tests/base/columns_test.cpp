#include "host/base/columns.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

TEST_CASE("columns: what a terminal shows, not bytes") {
  CHECK(columns_of("") == 0);
  CHECK(columns_of("abc") == 3);
  CHECK(columns_of("é") == 1);
  CHECK(columns_of("漢字") == 4);
  CHECK(columns_of("e\xcc\x81") == 1);  // an accent of its own
  CHECK(columns_of("\xff\xff") == 2);
}

TEST_CASE("columns: a text is cut before what does not fit") {
  CHECK(cut_to_columns("abc", 5) == "abc");
  CHECK(cut_to_columns("abc", 2) == "ab");
  CHECK(cut_to_columns("漢字", 3) == "漢");
  CHECK(cut_to_columns("漢字", 0).empty());
  CHECK(cut_to_columns("e\xcc\x81z", 1) == "e\xcc\x81");
}

TEST_CASE("columns: lines break at spaces") {
  CHECK(wrapped("one two three", 80) == "one two three");
  CHECK(wrapped("one two three", 7) == "one two\nthree");
  CHECK(wrapped("one two three", 6) == "one\ntwo\nthree");
  CHECK(wrapped("in runs/2026-01-31-quickstart now", 10) == "in\nruns/2026-01-31-quickstart\nnow");
  CHECK(wrapped("runs/2026-01-31-quickstart", 10) == "runs/2026-01-31-quickstart");
  CHECK(wrapped("漢字 漢字", 5) == "漢字\n漢字");
}

TEST_CASE("columns: a message goes on below what it says, a command stays whole") {
  const std::string message =
      "error: the directory is not empty\n  where  mine\n  why    nothing of it is overwritten, "
      "ever";
  CHECK(wrapped_message(message, 80) == message);
  CHECK(wrapped_message(message, 40) ==
        "error: the directory is not empty\n  where  mine\n"
        "  why    nothing of it is overwritten,\n         ever");
  CHECK(wrapped_message(message, 20) ==
        "error: the directory\nis not empty\n  where  mine\n"
        "  why    nothing of\n  it is overwritten,\n  ever");
  CHECK(wrapped_message("  a list of words", 10) == "  a list\n  of words");
  CHECK(wrapped_message("  fix    run zeroth repair all of it", 20) ==
        "  fix    run zeroth repair all of it");
  CHECK(wrapped_message("\n\n", 5) == "\n\n");
}

TEST_CASE("columns: the richest text that fits") {
  CHECK(first_that_fits({"epoch 1/2  rest", "epoch 1/2", "1/2"}, 15) == "epoch 1/2  rest");
  CHECK(first_that_fits({"epoch 1/2  rest", "epoch 1/2", "1/2"}, 14) == "epoch 1/2");
  CHECK(first_that_fits({"epoch 1/2  rest", "epoch 1/2"}, 5) == "epoch");
}
