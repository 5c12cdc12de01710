#include "host/run/report.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace zeroth::host;

namespace {

Json result() {
  return Json::parse(R"({
    "pipeline": "quickstart", "seed": 1, "protocol": "final-epoch", "epoch": 60, "test_looks": 1,
    "setting": "inductive",
    "metrics": {"U": 90.04, "S": 88.4, "H": 89.2, "T1": 94.5, "AUSUC": 86.8},
    "gate": {"AUROC": 97.9, "FPR95": {"unseen_positive": 8.9, "seen_positive": 7},
             "AUPR": {"unseen_positive": 94.1, "seen_positive": 96}, "unseen_share": 33.3,
             "lost_to_gate": {"U": 4.1, "S": 6.2}, "lost_to_experts": {"U": 5.9, "S": 5.4},
             "oracle": {"U": 94.1, "S": 94.6, "H": 94.3}},
    "run_dir": "runs/a"})");
}

std::string last_lines(const std::string& text, const char* from) {
  return text.substr(text.find(from));
}

}  // namespace

TEST_CASE("report: a table, and a sentence about everything in it") {
  CHECK(result_text(result()) == R"(quickstart, seed 1
  percent            U       S       H      T1   AUSUC
  this run        90.0    88.4    89.2    94.5    86.8

U: images of unseen classes (training had none) that are named right
S: images of seen classes that are named right; U and S are means over classes
H: harmonic mean of U and S: high only if both are; methods are compared by it
T1: images of unseen classes that are named right if only those are the choice
AUSUC: area under U over S for every balance between the two

Of 100 pairs of a seen and an unseen image, 97.9 are told apart (AUROC).
To find 95 % of unseen images, 8.9 % of seen ones are called unseen (FPR95).
Unseen images are found with a mean precision of 94.1 % (AUPR); chance: 33.3 %.
Unseen images that are called seen cost U 4.1, seen ones called unseen S 6.2.
Mistakes among unseen classes cost U 5.9, mistakes among seen classes S 5.4.
If it were known which images are unseen, U were 94.1, S 94.6 and H 94.3.
The figures are of epoch 60, the last one (protocol final-epoch).
The test set was looked at once.
run directory: runs/a
)");
}

TEST_CASE("report: it fits a terminal, with all that it can have") {
  Json full = result();
  full["optimum"] = {{"U", 96.3}, {"S", 96.3}, {"H", 96.3}};
  full["published"] = {
      {"U", 52.3}, {"H", 56.5}, {"table", "D3GZSL Table 1"}, {"row", "f-CLSWGAN + D3"}};
  std::istringstream lines(result_text(full));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) CHECK(line.size() <= 80);
  CHECK(count <= 25);
  const std::string text = result_text(full);
  CHECK(text.find("\noptimum: the best that anybody can reach in this made-up world\n"
                  "published: the figures of D3GZSL Table 1, f-CLSWGAN + D3\n") !=
        std::string::npos);
  full["published"] = {{"H", 56.5}};
  CHECK(result_text(full).find("\npublished: the figures of the paper\n") != std::string::npos);
}

TEST_CASE("report: what training had of unseen classes") {
  const auto said = [](const char* setting) {
    Json one = result();
    one["setting"] = setting;
    return last_lines(result_text(one, 200), "The test set");
  };
  CHECK(said("inductive") == "The test set was looked at once.\nrun directory: runs/a\n");
  CHECK(said("transductive") ==
        "The test set was looked at once.\n"
        "Training had the test images of unseen classes too, without their labels (setting: "
        "transductive).\nOnly figures of the same setting compare with these.\n"
        "run directory: runs/a\n");
  CHECK(said("few-shot, 5") ==
        "The test set was looked at once.\n"
        "Training had some labelled images of unseen classes too, which are not tested (setting: "
        "few-shot, 5).\nOnly figures of the same setting compare with these.\n"
        "run directory: runs/a\n");
}

TEST_CASE("report: what was looked at") {
  const auto said = [](const char* protocol, int looks) {
    Json one = result();
    one["protocol"] = protocol;
    one["test_looks"] = looks;
    return last_lines(result_text(one, 200), "The figures are of");
  };
  CHECK(said("strict-val", 1) ==
        "The figures are of epoch 60, chosen on training data that were held out (protocol strict-val).\n"
        "The test set was looked at once.\nrun directory: runs/a\n");
  CHECK(said("validation", 0) ==
        "The figures are of epoch 60, the best on training data that were held out (protocol validation).\n"
        "The test set was not looked at.\nrun directory: runs/a\n");
  CHECK(said("paper-oracle", 7) ==
        "The figures are of epoch 60, the best on the test set, which flatters them (protocol paper-oracle).\n"
        "The test set was looked at 7 times.\nrun directory: runs/a\n");
}

TEST_CASE("report: figures that cannot be known are not explained") {
  Json one = result();
  one["metrics"] = {
      {"U", nullptr}, {"S", nullptr}, {"H", nullptr}, {"T1", 94.5}, {"AUSUC", nullptr}};
  one["gate"] = nullptr;
  CHECK(result_text(one) == R"(quickstart, seed 1
  percent            U       S       H      T1   AUSUC
  this run           -       -       -    94.5       -

T1: images of unseen classes that are named right if only those are the choice

U, S, H and AUSUC need test rows of seen classes: the data have no test_seen
The figures are of epoch 60, the last one (protocol final-epoch).
The test set was looked at once.
run directory: runs/a
)");
}

TEST_CASE("report: on a narrow terminal lines break at spaces") {
  const std::string text = result_text(result(), 20);
  CHECK(text.rfind(
            "quickstart, seed 1\nthis run in percent:\nU 90.0 S 88.4 H 89.2\nT1 94.5 AUSUC 86.8\n\n"
            "U: images of unseen\nclasses (training\nhad none) that are\nnamed right\n",
            0) == 0);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 20);
}

TEST_CASE("report: a dry run says which phases are always the same, where they were watched") {
  Json report = Json::parse(R"({
    "shapes": {}, "parameters": {}, "memory_bytes": 1048576,
    "stages": [{"name": "adversarial", "epochs": 30, "seconds": null, "phases": [
      {"name": "critic", "fixed": true, "why": []},
      {"name": "generator", "fixed": false, "why": ["loss.x waits for the device: aten::item"]}]}]})");
  CHECK(last_lines(dry_run_text(report), "training") == R"(training
  adversarial              30 epochs
    critic             the same in every iteration
    generator          changes
      loss.x waits for the device: aten::item
memory at least 1 MiB
)");
  report["stages"][0].erase("phases");
  CHECK(dry_run_text(report).find("critic") == std::string::npos);
}
