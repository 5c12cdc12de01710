#include <doctest/doctest.h>

#include <cstdlib>

#include "host/pipeline/pipeline_reader.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

Pipeline read(const std::string& file, std::vector<std::string> sets = {}) {
  return read_pipeline({file, std::move(sets)});
}

}  // namespace

TEST_CASE("pipeline: extends merges by key, replaces lists, null removes") {
  const Folder folder;
  folder.write("base.json",
               R"({"name": "base", "a": {"x": 1, "y": 2}, "list": [1, 2], "gone": 1})");
  const std::string file = folder.write(
      "child.json", R"({"extends": "base.json", "a": {"y": 3}, "list": [7], "gone": null})");
  const Pipeline pipeline = read(file);
  CHECK(pipeline.document.dump() == R"({"a":{"x":1,"y":3},"list":[7],"name":"child"})");
  CHECK(pipeline.origins.at("/a/x").find("base.json:1:") != std::string::npos);
  CHECK(pipeline.origins.at("/a/y").find("child.json:1:") != std::string::npos);
}

TEST_CASE("pipeline: another plugin drops inherited params unless told to keep them") {
  const Folder folder;
  folder.write("base.json", R"({"ood": {"use": "ood.energy", "params": {"temperature": 2}}})");
  const auto use = [&](const std::string& block) {
    return read(folder.write("c.json", R"({"extends": "base.json", "ood": )" + block + "}"))
        .document["ood"];
  };
  CHECK(use(R"({"use": "ood.msp"})").dump() == R"({"use":"ood.msp"})");
  CHECK(use(R"({"use": "ood.energy"})").dump() ==
        R"({"use":"ood.energy","params":{"temperature":2}})");
  CHECK(use(R"({"use": "ood.msp", "keep_params": true})")["params"]["temperature"] == 2);
}

TEST_CASE("pipeline: a circle of extends names the chain") {
  const Folder folder;
  const std::string a = folder.write("a.json", R"({"extends": "b.json"})");
  const std::string b = folder.write("b.json", R"({"extends": "a.json"})");
  CHECK(message_of([&] { read(a); }) ==
        "error: pipelines extend each other in a circle\n  where  " + a + "\n  why    " + a +
            " -> " + b + " -> " + a + "\n  fix    break the circle");
}

TEST_CASE("pipeline: presets come after extends, --set after presets") {
  const Folder folder;
  const std::string file = folder.write(
      "p.json",
      R"({"preset": "one", "x": 0, "y": 0, "presets": {"one": {"x": 1, "y": 1}, "two": {"x": 2}}})");
  CHECK(read(file).document["x"] == 1);
  CHECK(read(file, {"preset=two"}).document["x"] == 2);
  const Pipeline set = read(file, {"x=5", "/y=text", "z.w=true"});
  CHECK(set.document.dump() == R"({"preset":"one","x":5,"y":"text","z":{"w":true},"name":"p"})");
  CHECK(set.origins.at("/x") == "--set x=5");
  CHECK(message_of([&] { read(file, {"preset=onne"}); }) ==
        "error: no preset \"onne\"; did you mean \"one\"?\n  where  --set preset=onne  /preset\n"
        "  why    known: one, two");
}

TEST_CASE("pipeline: what extends a file wins over the presets of that file") {
  const Folder folder;
  folder.write("base.json", R"({"preset": "one", "a": {"use": "x"}, "b": 0,
      "presets": {"one": {"a": {"params": {"p": 1}}, "b": 1}}})");
  const std::string file =
      folder.write("child.json", R"({"extends": "base.json", "a": null, "b": 2})");
  CHECK(read(file).document.dump() == R"({"preset":"one","b":2,"name":"child"})");
}

TEST_CASE("pipeline: --set without a value") {
  const Folder folder;
  const std::string file = folder.write("p.json", "{}");
  CHECK(message_of([&] { read(file, {"epochs"}); }) ==
        "error: --set needs path=value\n  where  --set epochs\n  fix    for example --set "
        "train.epochs=10");
  CHECK(exit_of([&] { read(file, {"epochs"}); }) == Exit::usage);
}

TEST_CASE("pipeline: variables keep their type and may stand inside a text") {
  const Folder folder;
  setenv("ZEROTH_TEST_ROOT", "/data", 1);
  unsetenv("ZEROTH_TEST_UNSET");
  const std::string file = folder.write("p.json", R"({"vars": {"n": 7, "twice": "${n}-${n}"},
      "a": "${n}", "b": "${twice}", "c": "${env:ZEROTH_TEST_ROOT}/CUB", "d": "${env:ZEROTH_TEST_UNSET:-x}"})");
  CHECK(read(file).document.dump() == R"({"a":7,"b":"7-7","c":"/data/CUB","d":"x","name":"p"})");
}

TEST_CASE("pipeline: every unknown variable is told at once") {
  const Folder folder;
  const std::string file = folder.write(
      "p.json",
      "{\"vars\": {\"seed\": 1},\n \"a\": \"${sed}\",\n \"b\": \"${env:ZEROTH_TEST_UNSET}\"}");
  CHECK(message_of([&] { read(file); }) ==
        "error: unknown variable \"sed\"; did you mean \"seed\"?\n  where  " + file +
            ":2:7  /a\n  fix    define it under \"vars\"\n\n"
            "error: the environment variable ZEROTH_TEST_UNSET is not set\n  where  " +
            file + ":3:7  /b\n  fix    export ZEROTH_TEST_UNSET=...");
  PipelineRequest lenient{folder.write("q.json", R"({"b": "${env:ZEROTH_TEST_UNSET}"})"), {}, true};
  CHECK(read_pipeline(lenient).document["b"] == "${env:ZEROTH_TEST_UNSET}");
}

TEST_CASE("pipeline: a variable that refers to itself") {
  const Folder folder;
  const std::string file = folder.write("p.json", R"({"vars": {"a": "${a}"}, "x": "${a}"})");
  CHECK(message_of([&] { read(file); }).find("the variable \"a\" refers to itself") !=
        std::string::npos);
}

TEST_CASE("extends: a base takes away by null what a base before it brought") {
  const Folder folder;
  folder.write("a.json", R"({"zeroth": 1, "train": {"batch": 5, "epochs": 2}})");
  folder.write("b.json", R"({"zeroth": 1, "train": {"batch": null}})");
  const Pipeline pipeline = read_pipeline(
      {folder.write("p.json", R"({"zeroth": 1, "extends": ["a.json", "b.json"]})"), {}});
  CHECK(pipeline.document["train"] == Json({{"epochs", 2}}));
}
