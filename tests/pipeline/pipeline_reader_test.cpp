#include "host/pipeline/pipeline_reader.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <map>

#include "tests/support/working_folder.h"

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

TEST_CASE("a chain of variables may be long, but not without end") {
  const auto chain = [](int length) {
    std::string vars = R"({"name":"x","a":"${v0}","vars":{)";
    for (int i = 0; i < length; ++i) {
      vars += fmt::format(R"("v{}":"${{v{}}}",)", i, i + 1);
    }
    return vars + fmt::format(R"("v{}":1}}}})", length);
  };
  CHECK(resolved(chain(90)) == R"({"a":1})");
  const WorkingFolder folder;
  folder.write("p.json", chain(2000));
  CHECK(failure_of([] { read(); }) ==
        "78: error: the variables are nested too deeply\n  where  p.json:1:1505  /vars/v99\n"
        "  why    more than 100 levels, each variable in a variable counted");
}

TEST_CASE("variables in lists in variables: levels and values are limited, too") {
  const WorkingFolder folder;
  const std::string deep = std::string(60, '[') + "\"${b}\"" + std::string(60, ']');
  folder.write("p.json", R"({"a":"${a}","vars":{"a":)" + deep + R"(,"b":)" + std::string(60, '[') +
                             std::string(60, ']') + "}}");
  CHECK(failure_of([] { read(); }).find("78: error: the variables are nested too deeply\n") == 0);
  std::string laughs = R"({"z":"${v9}","vars":{"v0":[1,1,1,1,1,1,1,1,1,1])";
  for (int i = 1; i < 10; ++i) {
    laughs += fmt::format(R"(,"v{}":["${{v{}}}","${{v{}}}","${{v{}}}","${{v{}}}"])", i, i - 1,
                          i - 1, i - 1, i - 1);
  }
  folder.write("p.json", laughs + "}}");
  const std::string refused = failure_of([] { read(); });
  CHECK(refused.find("78: error: the variables make the pipeline too large\n  where  p.json:1:") ==
        0);
  CHECK(refused.find("\n  why    more than 10000 values") != std::string::npos);
}

TEST_CASE("names of variables that hold variables are unknown names") {
  const WorkingFolder folder;
  folder.write("p.json", R"({"a":"${v${w}}","vars":{"v1":2,"w":1}})");
  CHECK(failure_of([] { read(); }) ==
        "78: error: unknown variable \"v${w\"\n  where  p.json:1:6  /a\n"
        "  fix    define it under \"vars\"");
}

TEST_CASE("files that extend each other in diamonds are counted as often as they are named") {
  const WorkingFolder folder;
  for (int i = 0; i < 30; ++i) {
    folder.write(fmt::format("d{}.json", i),
                 fmt::format(R"({{"extends": ["d{}.json", "d{}.json"]}})", i + 1, i + 1));
  }
  folder.write("d30.json", "{}");
  CHECK(failure_of([] {
          read_pipeline({"d0.json", {}});
        }).find("78: error: the pipeline extends too many files\n  where  d") == 0);
  CHECK(failure_of([] { read_pipeline({"d26.json", {}}); }) == "nothing");
}

TEST_CASE("a long chain of files is refused where the hundredth names another") {
  const WorkingFolder folder;
  for (int i = 0; i < 200; ++i) {
    folder.write(fmt::format("c{}.json", i), fmt::format(R"({{"extends": "c{}.json"}})", i + 1));
  }
  folder.write("c200.json", "{}");
  CHECK(failure_of([] {
          read_pipeline({"c0.json", {}});
        }) ==
        "78: error: the pipeline extends too many files\n  where  c99.json:1:13  /extends\n"
        "  why    more than 100, each counted as often as it is named");
  CHECK(failure_of([] { read_pipeline({"c101.json", {}}); }) == "nothing");
}

TEST_CASE("more values than a pipeline may have are refused, those of its bases counted") {
  const WorkingFolder folder;
  std::string keys = "{";
  for (int i = 0; i < 30000; ++i) keys += fmt::format("\"k{}\":1,", i);
  keys.back() = '}';
  folder.write("p.json", R"({"published":)" + keys + "}");
  CHECK(failure_of([] { read(); }) ==
        "78: error: the document has too many values\n  where  p.json:1:98893\n"
        "  why    more than 10000");
  std::string some = "{\"published\":{";
  for (int i = 0; i < 6000; ++i) some += fmt::format("\"k{}\":1,", i);
  some.back() = '}';
  folder.write("base.json", some + "}");
  folder.write("p.json", R"({"extends":["base.json","base.json"]})");
  CHECK(failure_of([] { read(); }) ==
        "78: error: the pipeline has too many values\n  where  base.json:1:1\n"
        "  why    more than 10000, those of what it extends included");
}

TEST_CASE("thousands of keys are taken away one by one") {
  const WorkingFolder folder;
  std::string ones = "{\"published\":{", nulls = "{\"extends\":\"base.json\",\"published\":{";
  for (int i = 0; i < 4000; ++i) {
    ones += fmt::format("\"k{}\":1,", i);
    nulls += fmt::format("\"k{}\":null,", i);
  }
  ones.back() = nulls.back() = '}';
  folder.write("base.json", ones + "}");
  folder.write("p.json", nulls + "}");
  CHECK(read().document["published"].empty());
}

TEST_CASE("--set has the limits of a file") {
  const WorkingFolder folder;
  folder.write("p.json", "{}");
  const auto refusal = [](const std::string& set) { return failure_of([&] { read({set}); }); };
  std::string path = "a";
  for (int i = 0; i < 150; ++i) path += ".a";
  CHECK(refusal(path + "=1") == "2: error: --set is nested too deeply\n  where  --set " +
                                    path.substr(0, 200) + "...\n  why    more than 100 levels");
  for (int i = 0; i < 20000; ++i) path += ".a";
  CHECK(refusal(path + "=1") == "2: error: the path of --set is too long\n  where  --set " +
                                    path.substr(0, 200) + "...\n  why    more than 1000 bytes");
  CHECK(refusal("a=" + std::string(20000, '[') + std::string(20000, ']')) ==
        "78: error: the document is nested too deeply\n  where  --set a:1:101\n"
        "  why    more than 100 levels");
  CHECK(refusal("a.b=" + std::string(99, '[') + std::string(99, ']')) ==
        "2: error: --set is nested too deeply\n  where  --set a.b=" + std::string(99, '[') +
            std::string(97, ']') + "...\n  why    more than 100 levels");
  CHECK(refusal(R"(a={"b":1,"b":2})").find("78: error: the key \"b\" occurs twice\n") == 0);
  CHECK(refusal("a=" + std::string(2u << 20, 'x')) == "nothing");
  std::vector<std::string> many(6000, "a.b=1");
  CHECK(failure_of([&] { read(many); }) ==
        "2: error: --set gives too many values\n  where  --set a.b=1\n  why    more than 10000");
}

TEST_CASE("what --set wrote stays known where it is no text in JSON, also through a variable") {
  const WorkingFolder folder;
  folder.write("p.json", R"({"a":"${year}","b":"in ${year}","vars":{"year":0}})");
  const Pipeline pipeline = read({"vars.year=1e3", "c=true", "d=text", "c=2"});
  CHECK(pipeline.set_texts == std::map<std::string, std::string>{{"/a", "1e3"}, {"/c", "2"}});
  CHECK(pipeline.document["b"] == "in 1e3");
}
