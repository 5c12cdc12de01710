#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "host/pipeline/pipeline_check.h"
#include "host/pipeline/pipeline_reader.h"
#include "host/pipeline/recipe_schema.h"
#include "host/pipeline/used_plugins.h"
#include "tests/pipeline/data_readers.h"
#include "tests/pipeline/recipes.h"
#include "tests/support/working_folder.h"

using namespace zeroth;
using namespace zeroth::host;

namespace {

const std::map<std::string, Description>& descriptions() {
  const auto of = [](const char* parameters, const char* inputs, const char* children) {
    return parse_description(std::string(R"({"summary": "s", "cite": [], "parameters": )") +
                             parameters + R"(, "inputs": )" + inputs + R"(, "children": )" +
                             children + "}");
  };
  static const std::map<std::string, Description> all = [&] {
    std::map<std::string, Description> known = {
        {"generator.g",
         of(R"([{"name": "sizes", "type": "integers", "default": [4], "help": "", "at_least": 1},
                            {"name": "form", "type": "string", "default": "cos", "help": "", "one_of": ["cos", "half"],
                             "alias": ["shape"]},
                            {"name": "old", "type": "boolean", "default": false, "help": "", "deprecated": "use form"}])",
            "[]", "[]")},
        {"teacher.t",
         of("[]", "[]", R"([{"name": "backbone", "kind": "expert", "help": "any expert"}])")},
        {"expert.e", of("[]", "[]", "[]")},
        {"student.s", of("[]", "[]", "[]")},
        {"ood.energy",
         of(R"([{"name": "temperature", "type": "number", "default": 1.0, "help": "", "above": 0}])",
            "[]", "[]")},
        {"ood.table",
         of(R"([{"name": "file", "type": "string", "default": "", "help": "", "is_path": true}])",
            "[]", "[]")},
        {"loss.ce", of("[]", R"([{"name": "logits", "shape": ["N", "C"], "dtype": "float"},
                              {"name": "labels", "shape": ["N"], "dtype": "int64"}])",
                       "[]")},
        {"loss.pair",
         of("[]", R"([{"name": "teacher_embedding", "shape": ["B", "E"], "dtype": "float"},
                                {"name": "student_embedding", "shape": ["B", "E"], "dtype": "float"}])",
            "[]")},
        {"loss.two",
         of("[]", R"([{"name": "ood_label", "shape": ["N", "2"], "dtype": "float"}])", "[]")}};
    add_data_readers(known);
    add_recipes(known);
    return known;
  }();
  return all;
}

InstalledPlugins installed_plugins() {
  InstalledPlugins installed;
  installed.find = [](const std::string& id) -> const Description* {
    const auto found = descriptions().find(id);
    return found == descriptions().end() ? nullptr : &found->second;
  };
  installed.explain = [](const std::string&) {
    return std::vector<std::string>{"looked in /p (8)"};
  };
  for (const auto& [id, description] : descriptions()) installed.ids.push_back(id);
  return installed;
}

constexpr const char* kPipeline = R"({
"zeroth": 1,
"recipe": "d3gzsl",
"data": {"use": "data.synthetic"},
"generator": {"use": "generator.g"},
"teacher": {"use": "teacher.t", "backbone": {"use": "expert.e"}},
"student": {"use": "student.s"},
"ood": {"use": "ood.energy"},
"losses": {"cls": {"use": "loss.ce", "rows": "mixed", "inputs": {"logits": "student_logits"}}}
})";

struct Checked {
  Pipeline pipeline;
  std::vector<std::string> warnings;
};

Checked checked(const std::vector<std::string>& sets = {}, const std::string& text = kPipeline) {
  const WorkingFolder folder;
  folder.write("p.json", text);
  Checked result{read_pipeline({"p.json", sets}), {}};
  result.warnings = check_pipeline(result.pipeline, installed_plugins());
  return result;
}

std::string refusal(const std::vector<std::string>& sets, const std::string& text = kPipeline) {
  return failure_of([&] { checked(sets, text); });
}

/// The message about what one --set brings.
std::string about(const std::string& set, const std::string& pointer, const std::string& what) {
  return "78: error: " + what + "\n  where  --set " + set + "  " + pointer;
}

}  // namespace

TEST_CASE("a checked pipeline holds every default, marked as such, and checks again") {
  const Checked first = checked();
  const Json& document = first.pipeline.document;
  CHECK(first.warnings.empty());
  CHECK(document["seed"] == 1);
  CHECK(document["ood"]["params"]["temperature"] == 1.0);
  CHECK(document["train"]["decay"]["every"] == 0);
  CHECK(document["joint"]["gate"]["softmax"] == true);
  CHECK(document["losses"]["cls"]["weight"] == 1.0);
  CHECK(document["evaluate"]["protocol"] == "final-epoch");
  CHECK(first.pipeline.where("/train/epochs") == "default  /train/epochs");
  CHECK(first.pipeline.where("/ood/use") == "p.json:8:16  /ood/use");
  CHECK(checked({}, document.dump()).pipeline.document == document);
  CHECK(used_plugins(document) ==
        std::vector<std::string>{"data.synthetic", "expert.e", "generator.g", "loss.ce",
                                 "ood.energy", "recipe.d3gzsl", "student.s", "teacher.t"});
}

TEST_CASE("what a variable brings in one piece comes from where it was named") {
  const Checked one = checked({"vars.s=[1, 2]", "generator.params.sizes=${s}"});
  CHECK(one.pipeline.where("/generator/params/sizes/0") ==
        "--set generator.params.sizes=${s}  /generator/params/sizes/0");
}

TEST_CASE("unknown names come with the nearest one and all known ones") {
  CHECK(refusal({"ood.params.temprature=2"}) ==
        about("ood.params.temprature=2", "/ood/params/temprature",
              "unknown parameter \"temprature\" of ood.energy; did you mean \"temperature\"?") +
            "\n  why    known: temperature (number, default 1.0, above 0)");
  CHECK(refusal({"student.params.x=2"}) ==
        about("student.params.x=2", "/student/params/x", "unknown parameter \"x\" of student.s") +
            "\n  why    it has none");
  CHECK(refusal({"train.epoch=2"}) ==
        about("train.epoch=2", "/train/epoch",
              "unknown parameter \"epoch\" of \"train\"; did you mean \"epochs\"?") +
            "\n  why    known: epochs (integer, default 50, at least 1), batch (integer, default "
            "64, at "
            "least 1), sampling (declared | plain | balanced, default \"declared\"), decay, "
            "gradients, optimisers");
  CHECK(refusal({"ood.temperature=2"}) ==
        about("ood.temperature=2", "/ood/temperature",
              "unknown key \"temperature\" in the block of ood.energy") +
            "\n  why    parameters of the plugin belong under \"params\"");
}

TEST_CASE("a block of another recipe is refused") {
  const std::string message = refusal({"synthesis.per_class=3"});
  CHECK(message.find(about("synthesis.per_class=3", "/synthesis",
                           "unknown parameter \"synthesis\" of a pipeline of recipe d3gzsl\n")
                         .substr(0, 60)) == 0);
}

TEST_CASE("types: a whole number may stand for a number, never the other way") {
  CHECK(checked({"ood.params.temperature=2"}).pipeline.document["ood"]["params"]["temperature"] ==
        2);
  CHECK(refusal({"train.epochs=2.0"}) ==
        about("train.epochs=2.0", "/train/epochs", "\"epochs\" must be an integer, not 2.0"));
  CHECK(refusal({"ood.params.temperature=NaN"}) ==
        about("ood.params.temperature=NaN", "/ood/params/temperature",
              "\"temperature\" must be a number, not \"NaN\""));
  CHECK(refusal({"joint.gate.softmax=1"}) == about("joint.gate.softmax=1", "/joint/gate/softmax",
                                                   "\"softmax\" must be a boolean, not 1"));
  CHECK(refusal({"generator.params.sizes=[1, 2.5]"}) ==
        about("generator.params.sizes=[1, 2.5]", "/generator/params/sizes",
              "\"sizes\" must be a list of integers, not [1,2.5]"));
  CHECK(refusal({"seed=9223372036854775808"}) ==
        about("seed=9223372036854775808", "/seed",
              "\"seed\" must be at most 9223372036854775807, not 9223372036854775808"));
  CHECK(refusal({"losses.cls.inputs.logits=[3]"})
            .find("78: error: \"inputs\" must be an object of "
                  "strings, not {\"logits\":[3]}\n") == 0);
  CHECK(refusal({"losses.cls.rows=3"}) == about("losses.cls.rows=3", "/losses/cls/rows",
                                                "\"rows\" must be one of real, mixed, not \"3\""));
  CHECK(refusal({"ood.keep_params=yes"}) ==
        about("ood.keep_params=yes", "/ood/keep_params",
              "\"keep_params\" must be a boolean, not \"yes\""));
  CHECK(refusal({"train=3"}) == about("train=3", "/train", "\"train\" must be an object"));
}

TEST_CASE("bounds and choices") {
  CHECK(refusal({"ood.params.temperature=0"}) == about("ood.params.temperature=0",
                                                       "/ood/params/temperature",
                                                       "\"temperature\" must be above 0, not 0"));
  CHECK(refusal({"train.epochs=0"}) ==
        about("train.epochs=0", "/train/epochs", "\"epochs\" must be at least 1, not 0"));
  CHECK(refusal({"data.params.nonlinearity=1.5"}) ==
        about("data.params.nonlinearity=1.5", "/data/params/nonlinearity",
              "\"nonlinearity\" must be at most 1, not 1.5"));
  CHECK(refusal({"joint.optimiser.beta1=1"}) == about("joint.optimiser.beta1=1",
                                                      "/joint/optimiser/beta1",
                                                      "\"beta1\" must be below 1, not 1"));
  CHECK(refusal({"generator.params.sizes=[1, 0]"}) == about("generator.params.sizes=[1, 0]",
                                                            "/generator/params/sizes/1",
                                                            "\"sizes\" must be at least 1, not 0"));
  CHECK(refusal({"train.decay.factors.critic=-1"}) == about("train.decay.factors.critic=-1",
                                                            "/train/decay/factors/critic",
                                                            "\"factors\" must be above 0, not -1"));
  CHECK(refusal({"evaluate.protocol=strictval"}) ==
        about("evaluate.protocol=strictval", "/evaluate/protocol",
              "\"protocol\" must be one of final-epoch, strict-val, paper-oracle, validation, "
              "not \"strictval\"; did you mean \"strict-val\"?"));
  CHECK(refusal({"name=\"\""}) == about("name=\"\"", "/name", "\"name\" must not be empty"));
  CHECK(refusal({"name=../x"}) ==
        about("name=../x", "/name", "\"name\" must fit in a file name, not \"../x\"") +
            "\n  why    no slash, no backslash, at most 100 bytes");
}

TEST_CASE("what is said of an optimiser is checked, and nothing is filled in") {
  const auto lion = refusal({"train.optimisers.critic.kind=lion"});
  CHECK(lion == about("train.optimisers.critic.kind=lion", "/train/optimisers/critic/kind",
                      "\"kind\" must be one of adam, adamw, amsgrad, sgd, rmsprop, not \"lion\""));
  CHECK(refusal({"train.optimisers.critic.clp=1"}) ==
        about("train.optimisers.critic.clp=1", "/train/optimisers/critic/clp",
              "unknown parameter \"clp\" of \"critic\"; did you mean \"clip\"?") +
            "\n  why    known: kind, learning_rate, beta1, beta2, epsilon, momentum, nesterov, "
            "weight_decay, clip, rate");
  CHECK(refusal({"train.optimisers.critic.rate.evry=1"}) ==
        about("train.optimisers.critic.rate.evry=1", "/train/optimisers/critic/rate/evry",
              "unknown parameter \"evry\" of \"rate\"; did you mean \"every\"?") +
            "\n  why    known: shape, warm_up, last, every, factor");
  CHECK(refusal({"train.optimisers.critic=3"}) == about("train.optimisers.critic=3",
                                                        "/train/optimisers/critic",
                                                        "\"critic\" must be an object"));
  CHECK(refusal({"train.optimisers=3"}) ==
        about("train.optimisers=3", "/train/optimisers", "\"optimisers\" must be an object"));
  const Json said = checked({"train.optimisers.critic.clip=1"}).pipeline.document["train"];
  CHECK(said["optimisers"] == Json{{"critic", {{"clip", 1}}}});
  CHECK_FALSE(checked({}).pipeline.document["train"].contains("optimisers"));
}

TEST_CASE("deprecated names warn, other names are renamed and may not be given twice") {
  const Checked one = checked({"generator.params.old=true", "generator.params.shape=half"});
  REQUIRE(one.warnings.size() == 1);
  CHECK(one.warnings[0] ==
        "warning: \"old\" of generator.g is deprecated: use form (--set generator.params.old=true  "
        "/generator/params/old)");
  CHECK(one.pipeline.document["generator"]["params"].dump() ==
        R"({"old":true,"form":"half","sizes":[4]})");
  CHECK(one.pipeline.where("/generator/params/form") ==
        "--set generator.params.shape=half  /generator/params/form");
  for (const bool alias_first : {true, false}) {
    std::vector<std::string> sets = {"generator.params.shape=half", "generator.params.form=cos"};
    if (!alias_first) std::swap(sets[0], sets[1]);
    const std::string message = refusal(sets);
    CHECK(message.find("78: error: \"form\" of generator.g is given twice\n") == 0);
    CHECK(message.find("\n  why    \"shape\" is another name of it\n  fix    remove one of them") !=
          std::string::npos);
  }
}

TEST_CASE("plugins: the kind must fit the block, missing ones are explained") {
  CHECK(refusal({"ood.use=loss.ce"}) ==
        about("ood.use=loss.ce", "/ood/use", "this block needs a ood, not \"loss.ce\""));
  CHECK(refusal({"ood.use=ood.enrgy"}) ==
        "69: error: no plugin \"ood.enrgy\"; did you mean \"ood.energy\"?\n"
        "  where  --set ood.use=ood.enrgy  /ood/use\n  why    looked in /p (8)\n"
        "  fix    `zeroth list --all` shows what is installed");
  CHECK(refusal({"ood.use=ood.enrgy", "train.epochs=0"}).find("78: ") == 0);
  CHECK(refusal({"teacher.backbone=null"}) ==
        "78: error: teacher.t needs the block \"backbone\"\n  where  p.json:6:12  /teacher\n"
        "  why    any expert");
  CHECK(refusal({"teacher.backbone.use=student.s"}) ==
        about("teacher.backbone.use=student.s", "/teacher/backbone/use",
              "this block needs a expert, not \"student.s\""));
  CHECK(refusal({"ood={\"use\": null}"}) ==
        "78: error: this block needs \"use\", the id of a plugin\n  where  p.json:8:8  /ood");
  CHECK(refusal({"student=null"}) ==
        "78: error: the recipe needs the block \"student\"\n  where  p.json:1:1");
  CHECK(refusal({"data.use=data.xlsa"}) ==
        "69: error: no plugin \"data.xlsa\"; did you mean \"data.xlsa17\"?\n"
        "  where  --set data.use=data.xlsa  /data/use\n  why    looked in /p (8)\n"
        "  fix    `zeroth list --all` shows what is installed");
  CHECK(refusal({"data.use=generator.g"}) ==
        about("data.use=generator.g", "/data/use",
              "this block needs a data reader, not \"generator.g\""));
  CHECK(refusal({"data.use=data.npy"}) ==
        "78: error: data.npy needs \"root\"\n  where  p.json:4:9  /data/params\n  why    the "
        "directory");
}

TEST_CASE("data: region features are not for recipes on feature vectors") {
  const std::string set = R"(data={"use": "data.region-hdf5", "params": {"file": "f.hdf5"}})";
  CHECK(refusal({set}) ==
        about(set, "/data/use", "recipe d3gzsl cannot train on data.region-hdf5") +
            "\n  why    it needs one feature row [D] per image, this reader yields region features "
            "[N,M,R]");
  const std::string message = refusal({"data.use=data.region-hdf5"});
  CHECK(message.find("error: data.region-hdf5 needs \"file\"\n") != std::string::npos);
}

TEST_CASE("losses read what the recipe offers") {
  CHECK(refusal({"losses.cls=null"}) ==
        "78: error: the recipe needs at least one loss\n  where  p.json:9:11  /losses");
  CHECK(refusal({"losses.cls.inputs.logits=student_logit"})
            .find("78: error: loss.ce reads \"student_logit\", which the recipe does not offer; "
                  "did you mean "
                  "\"student_logits\"?\n  where  --set losses.cls.inputs.logits=student_logit  "
                  "/losses/cls/inputs/logits\n  why    offered: teacher_embedding, ") == 0);
  CHECK(refusal({"losses.cls.inputs.logit=labels"}) ==
        about("losses.cls.inputs.logit=labels", "/losses/cls/inputs/logit",
              "loss.ce reads no tensor \"logit\"; did you mean \"logits\"?") +
            "\n  why    it reads: logits, labels");
  CHECK(refusal({"losses.cls.inputs.logits=labels"}) ==
        about("losses.cls.inputs.logits=labels", "/losses/cls/inputs/logits",
              "loss.ce cannot read \"labels\" as \"logits\"") +
            "\n  why    it expects float [N,C], the recipe offers int64 [N]\n         another rank "
            "or type");
  CHECK(refusal({"losses.p.use=loss.pair", "losses.p.inputs.student_embedding=student_logits"}) ==
        about("losses.p.inputs.student_embedding=student_logits",
              "/losses/p/inputs/student_embedding",
              "loss.pair cannot read \"student_logits\" as \"student_embedding\"") +
            "\n  why    it expects float [B,E], the recipe offers float [N,C]\n"
            "         E is E elsewhere in this loss");
  CHECK(refusal({"losses.t.use=loss.two"}) == "nothing");
  CHECK(
      refusal({"losses.t.use=loss.two", "losses.t.inputs.ood_label=student_logits"}) ==
      about("losses.t.inputs.ood_label=student_logits", "/losses/t/inputs/ood_label",
            "loss.two cannot read \"student_logits\" as \"ood_label\"") +
          "\n  why    it expects float [N,2], the recipe offers float [N,C]\n         C is not 2");
}

TEST_CASE("format and recipe") {
  CHECK(refusal({"zeroth=2"}) ==
        about("zeroth=2", "/zeroth", "this is pipeline format 2, which needs a later Zeroth") +
            "\n  why    this one reads format 1");
  CHECK(refusal({"zeroth=null"}) ==
        "78: error: a pipeline of recipe d3gzsl needs \"zeroth\"\n  where  p.json:1:1\n"
        "  why    format of the file: 1");
  CHECK(refusal({"recipe=d3gszl"}) ==
        "69: error: no recipe \"d3gszl\"; did you mean \"d3gzsl\"?\n"
        "  where  --set recipe=d3gszl  /recipe\n  why    looked in /p (8)\n"
        "  fix    `zeroth list --all` shows what is installed");
  CHECK(refusal({"recipe=null"}) ==
        "78: error: the pipeline needs \"recipe\"\n  where  p.json:1:1\n"
        "  why    one of d3gzsl, embedding, generative, two-stage");
}

TEST_CASE("all that is wrong is told at once") {
  CHECK(refusal(
            {"ood.params.temperature=0", "train.epochs=x", "joint.gate.soft=1", "teacher=null"}) ==
        "78: error: the recipe needs the block \"teacher\"\n  where  p.json:1:1\n\n"
        "error: \"temperature\" must be above 0, not 0\n"
        "  where  --set ood.params.temperature=0  /ood/params/temperature\n\n"
        "error: unknown parameter \"soft\" of \"gate\"\n"
        "  where  --set joint.gate.soft=1  /joint/gate/soft\n"
        "  why    known: weight (number, default 1.0), offset (number, default 0.0), softmax "
        "(boolean, "
        "default true), standardise (boolean, default false), centre (number, default "
        "0.0, at least 0, below 1)\n\n"
        "error: \"epochs\" must be an integer, not \"x\"\n  where  --set train.epochs=x  "
        "/train/epochs");
}

TEST_CASE("where a text is wanted, what --set writes is one") {
  const std::pair<const char*, const char*> texts[] = {{"2024", "2024"}, {"true", "true"},
                                                       {"1e3", "1e3"},   {"007", "007"},
                                                       {"-0", "-0"},     {"\"2024\"", "2024"}};
  for (const auto& [written, meant] : texts) {
    CHECK(checked({std::string("name=") + written}).pipeline.document["name"] == meant);
  }
  CHECK(checked({"vars.year=2024", "name=${year}"}).pipeline.document["name"] == "2024");
  CHECK(checked({"name=1", "name=2"}).pipeline.document["name"] == "2");
  CHECK(checked({"name={\"a\":1}", "name=2"}).pipeline.document["name"] == "2");
  CHECK(refusal({"precision=16"}) ==
        about("precision=16", "/precision",
              "\"precision\" must be one of fp32, bf16, tf32, not \"16\"; did you mean \"bf16\"?"));
  CHECK(refusal({"losses.cls.inputs.logits=5"}).find("reads \"5\", which the recipe does not") !=
        std::string::npos);
  CHECK(refusal({"name=[2024]"}) ==
        about("name=[2024]", "/name", "\"name\" must be a string, not [2024]"));
  std::string text = kPipeline;
  text.insert(text.find("\"recipe\""), "\"name\": 2024, ");
  CHECK(refusal({}, text) ==
        "78: error: \"name\" must be a string, not 2024\n  where  p.json:3:9  /name");
}

TEST_CASE("a preset may be called by digits") {
  std::string text = kPipeline;
  text.insert(text.find("\"recipe\""), R"("presets": {"2024": {"seed": 7}}, )");
  CHECK(checked({"preset=2024"}, text).pipeline.document["seed"] == 7);
}

TEST_CASE("sizes that cannot be are refused") {
  for (const char* size : {"train.epochs", "train.batch", "joint.per_class", "train.decay.every",
                           "checkpoint.every", "evaluate.every"}) {
    const std::string name = std::string(size).substr(std::string(size).rfind('.') + 1);
    std::string pointer = "/" + std::string(size);
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    for (const char* value : {"1099511627776", "4611686018427387904", "1000000001"}) {
      const std::string set = std::string(size) + "=" + value;
      CHECK(refusal({set}) ==
            about(set, pointer, "\"" + name + "\" must be at most 1000000000, not " + value));
    }
  }
  CHECK(checked({"seed=9223372036854775807"}).pipeline.document["seed"] == 9223372036854775807);
}

TEST_CASE("a whole number of a plugin is a size unless the plugin says more") {
  const auto most_of = [](const char* parameter) {
    const Json json = {{"summary", ""},
                       {"cite", Json::array()},
                       {"inputs", Json::array()},
                       {"children", Json::array()},
                       {"parameters", Json::array({Json::parse(parameter)})}};
    return upper_bound(parse_description(json.dump()).parameters.front()).value_or(0);
  };
  CHECK(most_of(R"({"name":"n","type":"integer","default":1,"help":""})") == kLargestSize);
  CHECK(most_of(R"({"name":"n","type":"integer","default":1,"help":"","at_most":5})") == 5);
  CHECK(most_of(R"({"name":"n","type":"integer","default":2000000000,"help":""})") == 0);
  CHECK(most_of(R"({"name":"n","type":"number","default":1,"help":""})") == 0);
}

TEST_CASE("a path is one beside the file that says it, or in the current folder") {
  const WorkingFolder folder;
  std::filesystem::create_directory("below");
  folder.write("below/table.json", R"({"ood": {"use": "ood.table", "params": {"file": "t.npy"}}})");
  folder.write("p.json", kPipeline);
  folder.write("q.json", R"({"extends": ["p.json", "below/table.json"]})");
  const auto file_of = [](const std::vector<std::string>& sets) {
    Pipeline pipeline = read_pipeline({"q.json", sets});
    check_pipeline(pipeline, installed_plugins());
    return pipeline.document["ood"]["params"]["file"].get<std::string>();
  };
  const std::filesystem::path here = std::filesystem::current_path();
  CHECK(file_of({}) == here / "below/t.npy");
  CHECK(file_of({"ood.params.file=t.npy"}) == here / "t.npy");
  CHECK(file_of({"ood.params.file=/data/t.npy"}) == "/data/t.npy");
  CHECK(file_of({"ood.params.file="}) == "");
}

TEST_CASE("a text that would end early in the system's calls is refused") {
  const std::string set = R"(data.params={"root":"a\u0000b"})";
  CHECK(refusal({"data.use=data.npy", set}) ==
        about(set, "/data/params/root",
              R"("root" must be a text without the character U+0000, not "a\u0000b")"));
}

TEST_CASE("a plugin that holds itself by default ends") {
  Description endless = descriptions().at("expert.e");
  endless.children = {{"inner", "expert", "itself", false, "expert.e"}};
  InstalledPlugins installed = installed_plugins();
  installed.find = [&](const std::string& id) {
    return id == "expert.e" ? &endless : &descriptions().at(id);
  };
  const WorkingFolder folder;
  folder.write("p.json", kPipeline);
  Pipeline pipeline = read_pipeline({"p.json", {}});
  CHECK(failure_of([&] {
          check_pipeline(pipeline, installed);
        }).find("78: error: blocks are nested too deeply\n  where  p.json:6:") == 0);
}

TEST_CASE("schema: a recipe's own value stands where the host has one of that name") {
  const Description recipe = parse_description(
      R"({"summary": "s", "cite": [], "inputs": [], "children": [], "parameters": [{"name": "train.sampling",
          "type": "string", "default": "by-hand", "help": "", "one_of": ["by-hand", "balanced"]}]})");
  std::vector<ParameterDescription> found;
  for (const BlockSchema& block : recipe_schema("third", recipe).blocks) {
    for (const ParameterDescription& value : block.values) {
      if (block.name == "train" && value.name == "sampling") found.push_back(value);
    }
  }
  REQUIRE(found.size() == 1);
  CHECK(found[0].one_of == std::vector<std::string>{"by-hand", "balanced"});
}
