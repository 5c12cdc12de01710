#include "host/record/look_chain.h"

#include <doctest/doctest.h>

#include <sstream>
#include <vector>

#include "host/record/appended_file.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

Look look_of(std::int64_t epoch, double H) {
  Look look;
  look.problem = "test";
  look.part = "final";
  look.epoch = epoch;
  look.figures = {{"H", H}};
  look.gate = {{"AUROC", 50.0}};
  look.scores = "aa";
  look.model = "dd";
  look.metrics = "bb";
  look.environment = "cc";
  return look;
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::istringstream stream(content_of(file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line + "\n");
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

/// A chain of three looks.
void fill(const std::filesystem::path& file) {
  LookChain chain(file);
  for (int epoch = 1; epoch <= 3; ++epoch) chain.append(look_of(epoch, 10.1 * epoch));
}

}  // namespace

TEST_CASE("looks: what was written is read back, and goes on") {
  const Folder folder;
  fill(folder / "l");
  LookChain chain(folder / "l");
  CHECK(chain.test_looks() == 3);
  CHECK(chain.find("final", 2)->figures.at("H") == 20.2);
  CHECK_FALSE(chain.find("selection", 2));
  const ChainMark before = chain.mark();
  chain.append(look_of(2, 30));
  CHECK(chain.find("final", 2)->figures.at("H") == 30);
  LookChain again(folder / "l");
  again.expect(before);
  again.expect(chain.mark());
  CHECK(again.mark().count == 4);
}

TEST_CASE("looks: the same looks make the same chain, whenever they are made") {
  const Folder folder;
  fill(folder / "a");
  fill(folder / "b");
  CHECK(LookChain(folder / "a").mark().head == LookChain(folder / "b").mark().head);
}

TEST_CASE("looks: a record that is changed, taken out, doubled or moved breaks the chain") {
  const Folder folder;
  fill(folder / "l");
  const std::vector<std::string> good = lines_of(folder / "l");
  std::string edited = good[1];
  edited.replace(edited.find("20.2"), 4, "90.2");
  const std::vector<std::vector<std::string>> bad = {{good[0], edited, good[2]},
                                                     {good[1], good[2]},
                                                     {good[0], good[2]},
                                                     {good[0], good[0], good[1], good[2]},
                                                     {good[1], good[0], good[2]},
                                                     {good[0], "{}\n", good[1]},
                                                     {"[]\n"},
                                                     {"no JSON\n"}};
  for (const auto& lines : bad) {
    folder.write("l", joined(lines));
    CHECK_MESSAGE(exit_of([&] { LookChain chain(folder / "l"); }) == Exit::bad_data, joined(lines));
  }
  folder.write("l", good[0] + edited);
  CHECK(message_of([&] { LookChain chain(folder / "l"); }) ==
        "error: the record of looks at the test set was changed\n  where  " +
            (folder / "l").string() +
            "\n  why    record 2 does not follow from those before it\n"
            "  fix    put back a copy of the run directory, or start the run again");
}

TEST_CASE("looks: a record that is taken off the end is missed by a mark") {
  const Folder folder;
  fill(folder / "l");
  const ChainMark mark = LookChain(folder / "l").mark();
  const std::vector<std::string> good = lines_of(folder / "l");
  folder.write("l", good[0] + good[1]);
  const LookChain shorter(folder / "l");
  CHECK(message_of([&] { shorter.expect(mark); }).find("it holds 2 looks, and 3 were made") !=
        std::string::npos);
  LookChain other(folder / "other");
  for (int epoch = 1; epoch <= 3; ++epoch) other.append(look_of(epoch, 99));
  CHECK(message_of([&] { other.expect(mark); }).find("look 3 is not the one that was made") !=
        std::string::npos);
}

TEST_CASE("looks: a record that was not written to its end is none") {
  const Folder folder;
  fill(folder / "l");
  const std::string good = content_of(folder / "l");
  append_line(folder / "l", "{\"number\":4,\"prev", "looks");
  std::filesystem::resize_file(folder / "l", good.size() + 10);
  LookChain chain(folder / "l");
  CHECK(chain.looks().size() == 3);
  CHECK(content_of(folder / "l") != good);  // a reader changes nothing
  chain.drop_unfinished();
  CHECK(content_of(folder / "l") == good);
  chain.append(look_of(4, 40));
  CHECK(LookChain(folder / "l").looks().size() == 4);
}
