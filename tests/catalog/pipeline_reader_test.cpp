#include <doctest/doctest.h>

#include <cstdlib>

#include "host/catalog/pipeline.h"
#include "tests/catalog/working_folder.h"

using namespace zeroth::host;

namespace {

Pipeline read(const std::vector<std::string>& sets = {}, bool allow_unset = false) {
  return read_pipeline({"p.json", sets, allow_unset});
}

std::string resolved(const std::string& text, const std::vector<std::string>& sets = {}) {
  const WorkingFolder folder;
  folder.write("p.json", text);
  return without(read(sets).document, "name").dump();
}

std::string reader_refusal(const std::string& text, const std::vector<std::string>& sets = {}) {
  const WorkingFolder folder;
  folder.write("p.json", text);
  return failure_of([&] { read(sets); });
}

}  // namespace

TEST_CASE("extends: later files win, the file itself wins over them, null removes") {
  const WorkingFolder folder;
  std::filesystem::create_directory("base");
  folder.write("base/a.json",
               R"({"name": "a", "x": {"one": 1, "two": 1, "list": [1, 2]}, "gone": 1})");
  folder.write("base/b.json", R"({"extends": "a.json", "x": {"two": 2}})");
  folder.write("c.json", R"({"x": {"three": 3}})");
  folder.write("p.json", R"({"extends": ["base/b.json", "c.json"], "x": {"list": [9]}, "gone": null,
                            "$schema": "s", "$comment": "c", "y": {"$comment": "c"}})");
  const Pipeline pipeline = read();
  CHECK(pipeline.document.dump() ==
        R"({"x":{"one":1,"two":2,"list":[9],"three":3},"y":{},"name":"p"})");
  CHECK(pipeline.where("/x/one") == "base/a.json:1:28  /x/one");
  CHECK(pipeline.where("/x/two") == "base/b.json:1:36  /x/two");
  CHECK(pipeline.where("/x/three") == "c.json:1:17  /x/three");
  CHECK(pipeline.where("/x/list/0") == "p.json:1:55  /x/list/0");
  CHECK(pipeline.where("/name") == "default  /name");
  CHECK(pipeline.origins.count("/gone") == 0);
  CHECK(pipeline.origins.count("/y/$comment") == 0);
}

TEST_CASE("extends: circles, missing files and other types are refused") {
  const WorkingFolder folder;
  std::filesystem::create_directory("q");
  folder.write("p.json", R"({"extends": "q/r.json"})");
  folder.write("q/r.json", R"({"extends": "../p.json"})");
  CHECK(failure_of([] { read(); }) ==
        "78: error: pipelines extend each other in a circle\n  where  p.json\n"
        "  why    p.json -> q/r.json -> p.json\n  fix    break the circle");
  folder.write("q/r.json", R"({"extends": "none.json"})");
  CHECK(
      failure_of([] { read(); }) ==
      "66: error: cannot open the file\n  where  q/none.json\n  why    No such file or directory\n"
      "         \"extends\" of q/r.json names it\n  fix    check the path");
  folder.write("q/r.json", R"({"extends": ["a", 3]})");
  CHECK(failure_of([] { read(); }) ==
        "78: error: \"extends\" must be a file name or a list of them\n  where  q/r.json:1:13  "
        "/extends");
  folder.write("q/r.json", "[]");
  CHECK(failure_of([] { read(); }) ==
        "78: error: a pipeline must be a JSON object\n  where  q/r.json:1:1");
}

TEST_CASE("a file may be extended along two ways") {
  const WorkingFolder folder;
  folder.write("a.json", R"({"x": 1})");
  folder.write("b.json", R"({"extends": "a.json"})");
  folder.write("c.json", R"({"extends": "a.json"})");
  folder.write("p.json", R"({"extends": ["b.json", "c.json"]})");
  CHECK(read().document.dump() == R"({"x":1,"name":"p"})");
}

TEST_CASE("another plugin drops the parameters that its block inherited") {
  const std::string base =
      R"({"ood": {"use": "ood.energy", "params": {"temperature": 2}}, "presets": {"p":)";
  CHECK(resolved(base + R"({"ood": {"use": "ood.msp"}}}, "preset": "p"})") ==
        R"({"ood":{"use":"ood.msp"},"preset":"p"})");
  CHECK(resolved(base + R"({"ood": {"use": "ood.msp", "params": {"a": 1}}}}, "preset": "p"})") ==
        R"({"ood":{"use":"ood.msp","params":{"a":1}},"preset":"p"})");
  CHECK(resolved(base + R"({"ood": {"use": "ood.energy", "params": {"a": 1}}}}, "preset": "p"})") ==
        R"({"ood":{"use":"ood.energy","params":{"temperature":2,"a":1}},"preset":"p"})");
  CHECK(resolved(base + R"({"ood": {"use": "ood.msp", "keep_params": true}}}, "preset": "p"})") ==
        R"({"ood":{"use":"ood.msp","params":{"temperature":2},"keep_params":true},"preset":"p"})");
  CHECK(resolved(base + "{}}}", {"ood.use=ood.msp"}) == R"({"ood":{"use":"ood.msp"}})");
}

TEST_CASE("presets are patches: they change, add and remove, and --set wins over them") {
  const std::string text =
      R"({"a": 1, "b": {"x": 1, "y": 1}, "preset": "paper",
          "presets": {"paper": {"a": 2, "b": {"x": null}}, "other": {"c": {"z": null}}}})";
  CHECK(resolved(text) == R"({"a":2,"b":{"y":1},"preset":"paper"})");
  CHECK(resolved(text, {"preset=other"}) == R"({"a":1,"b":{"x":1,"y":1},"preset":"other","c":{}})");
  CHECK(resolved(text, {"a=3", "preset=paper"}) == R"({"a":3,"b":{"y":1},"preset":"paper"})");
  CHECK(resolved(R"({"preset": ""})") == R"({"preset":""})");
}

TEST_CASE("a preset that a base defines can be changed and removed") {
  const WorkingFolder folder;
  folder.write("a.json", R"({"x": 1, "y": 1, "presets": {"p": {"x": 2}, "q": {}}})");
  folder.write("p.json", R"({"extends": "a.json", "presets": {"p": {"y": null}, "q": null}})");
  CHECK(read({"preset=p"}).document.dump() == R"({"x":2,"preset":"p","name":"p"})");
  CHECK(read({"preset=p"}).where("/x") == "a.json:1:41 (preset p)  /x");
  CHECK(failure_of([] { read({"preset=q"}); }) ==
        "78: error: no preset \"q\"\n  where  --set preset=q  /preset\n  why    known: p");
}

TEST_CASE("presets that cannot be applied") {
  CHECK(reader_refusal(R"({"preset": "papr", "presets": {"paper": {}, "reference": {}}})") ==
        "78: error: no preset \"papr\"; did you mean \"paper\"?\n  where  p.json:1:12  /preset\n"
        "  why    known: paper, reference");
  CHECK(
      reader_refusal(R"({"preset": 3})") ==
      "78: error: no preset \"3\"\n  where  p.json:1:12  /preset\n  why    the pipeline has none");
  CHECK(reader_refusal(R"({"preset": "p", "presets": {"p": 3}})") ==
        "78: error: a preset must be an object\n  where  p.json:1:34  /presets/p");
  CHECK(reader_refusal(R"({"preset": "p", "presets": [1]})") ==
        "78: error: \"presets\" must be an object\n  where  p.json:1:28  /presets");
}

TEST_CASE("--set takes dots or a JSON pointer, and JSON or text") {
  const std::string text = R"({"a": {"b": 1, "l": [1, 2]}})";
  CHECK(resolved(text, {"a.b=2.5"}) == R"({"a":{"b":2.5,"l":[1,2]}})");
  CHECK(resolved(text, {"/a/b=true", "/a/x~1y~0=z=1"}) ==
        R"({"a":{"b":true,"l":[1,2],"x/y~":"z=1"}})");
  CHECK(resolved(text, {"a.l=[3]", "a.c.d={\"e\": null, \"f\": 1}"}) ==
        R"({"a":{"b":1,"l":[3],"c":{"d":{"f":1}}}})");
  CHECK(resolved(text, {"a.b=null"}) == R"({"a":{"l":[1,2]}})");
  CHECK(resolved(text, {"a.b="}) == R"({"a":{"b":"","l":[1,2]}})");
  CHECK(resolved(text, {"a.l.0=7"}) == R"({"a":{"b":1,"l":{"0":7}}})");
}

TEST_CASE("--set is the origin of all that it brings") {
  const WorkingFolder folder;
  folder.write("p.json", R"({"a": {"b": 1}})");
  const Pipeline pipeline = read({R"(a={"b": 2, "c": {"d": 1}})"});
  CHECK(pipeline.where("/a/b") == R"(--set a={"b": 2, "c": {"d": 1}}  /a/b)");
  CHECK(pipeline.where("/a/c/d") == R"(--set a={"b": 2, "c": {"d": 1}}  /a/c/d)");
}

TEST_CASE("--set that says nothing") {
  CHECK(reader_refusal("{}", {"a.b"}) ==
        "2: error: --set needs path=value\n  where  --set a.b\n"
        "  fix    for example --set train.epochs=10");
  CHECK(reader_refusal("{}", {"=1"}) ==
        "2: error: --set needs path=value\n  where  --set =1\n"
        "  fix    for example --set train.epochs=10");
  CHECK(reader_refusal("{}", {"/a~2=1"}) ==
        "2: error: --set names no place in a pipeline\n  where  --set /a~2=1");
  CHECK(reader_refusal("{}", {"a=\xff"}) == "2: error: this is not UTF-8\n  where  --set");
}

TEST_CASE("variables: whole texts take the type, parts are put in") {
  CHECK(resolved(R"({"vars": {"n": 3, "l": [1, "${n}"], "s": "x${n}"},
                     "a": "${n}", "b": "${s}/${n}", "c": "${l}", "d": ["$n ${l}"]})") ==
        R"({"a":3,"b":"x3/3","c":[1,3],"d":["$n [1,3]"]})");
  CHECK(resolved(R"({"vars": {"n": 3}, "a": "${n}"})", {"vars.n=4"}) == R"({"a":4})");
  CHECK(resolved(R"({"vars": {"never": "${env:ZEROTH_TEST_UNSET}"}, "$comment": "${what}"})") ==
        "{}");
}

TEST_CASE("variables of the environment") {
  setenv("ZEROTH_TEST_SET", "/data", 1);
  unsetenv("ZEROTH_TEST_UNSET");
  CHECK(resolved(R"({"a": "${env:ZEROTH_TEST_SET}/CUB", "b": "${env:ZEROTH_TEST_UNSET:-/d}/x",
                     "c": "${env:ZEROTH_TEST_UNSET:-}"})") ==
        R"({"a":"/data/CUB","b":"/d/x","c":""})");
  const std::string text = R"({"vars": {"n": "N"}, "a": "${env:ZEROTH_TEST_UNSET}/${n}"})";
  CHECK(reader_refusal(text) ==
        "78: error: the environment variable ZEROTH_TEST_UNSET is not set\n"
        "  where  p.json:1:27  /a\n  fix    export ZEROTH_TEST_UNSET=...");
  const WorkingFolder folder;
  folder.write("p.json", text);
  CHECK(read({}, true).document["a"] == "${env:ZEROTH_TEST_UNSET}/N");
  setenv("ZEROTH_TEST_SET", "\xff", 1);
  CHECK(
      reader_refusal(R"({"a": "${env:ZEROTH_TEST_SET}"})") ==
      "78: error: the environment variable ZEROTH_TEST_SET is not UTF-8\n  where  p.json:1:7  /a");
}

TEST_CASE("variables that cannot be resolved are told all at once") {
  CHECK(
      reader_refusal(
          R"({"vars": {"latent": 3}, "a": "${latnt}", "b": "${latent", "c": "${x.y}"})") ==
      "78: error: unknown variable \"latnt\"; did you mean \"latent\"?\n  where  p.json:1:30  /a\n"
      "  fix    define it under \"vars\"\n\n"
      "error: a variable is not closed with }\n  where  p.json:1:47  /b\n\n"
      "error: unknown variable \"x.y\"\n  where  p.json:1:64  /c\n"
      "  fix    define it under \"vars\"");
  CHECK(reader_refusal(R"({"vars": 3})") ==
        "78: error: \"vars\" must be an object\n  where  p.json:1:10  /vars");
}

TEST_CASE("variables that hold each other end, however many they are") {
  CHECK(reader_refusal(R"({"vars": {"a": "${b}${b}", "b": "${a}${a}"}, "x": "${a}"})") ==
        "78: error: the variable \"a\" refers to itself\n  where  p.json:1:33  /vars/b\n"
        "  why    a -> b -> a");
  std::string vars = R"("v0": "0123456789")";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "${v" + std::to_string(i - 1) + "}";
    vars += ", \"v" + std::to_string(i) + "\": \"" + before + before + "\"";
  }
  CHECK(reader_refusal("{\"vars\": {" + vars + "}, \"x\": \"${v39}\"}")
            .find("78: error: the variables make the pipeline too large\n  where  p.json:1:") == 0);
}

TEST_CASE("a text of very many variables takes no stack") {
  std::string text;
  for (int i = 0; i < 300000; ++i) text += "${a}";
  CHECK(resolved("{\"vars\": {\"a\": \"\"}, \"x\": \"" + text + "\"}") == R"({"x":""})");
}
