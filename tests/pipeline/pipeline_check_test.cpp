#include "host/pipeline/pipeline_check.h"

#include <doctest/doctest.h>

#include <map>

#include "host/catalog/plugin_index.h"
#include "host/pipeline/pipeline_reader.h"
#include "host/pipeline/used_plugins.h"
#include "tests/pipeline/data_readers.h"
#include "tests/pipeline/recipes.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth;
using namespace zeroth::host;

namespace {

ParameterDescription number(const std::string& name, double value) {
  ParameterDescription rule;
  rule.name = name;
  rule.type = ValueType::number;
  rule.default_value = value;
  return rule;
}

/// A world of few plugins.
InstalledPlugins plugins() {
  static std::map<std::string, Description> known;
  if (known.empty()) {
    add_data_readers(known);
    add_recipes(known);
    known["generator.gan"].parameters = {number("rate", 0.5)};
    known["generator.gan"].parameters[0].above = 0;
    known["teacher.mlp"] = known["student.mlp"] = known["ood.msp"] = {};
    known["student.on-top"].children = {{"embedding", "generator", "what it reads"}};
    known["ood.energy"].parameters = {number("temperature", 1.0)};
    known["loss.ce"].inputs = {{"logits", {"N", "C"}, "float"}, {"labels", {"N"}, "int64"}};
    known["loss.pair"].inputs = {{"a", {"B", "E"}, "float"}, {"b", {"B", "E"}, "float"}};
  }
  std::vector<std::string> ids;
  for (const auto& [id, description] : known) ids.push_back(id);
  return {
      [](const std::string& id) {
        const auto found = known.find(id);
        return found == known.end() ? nullptr : &found->second;
      },
      [](const std::string&) { return std::vector<std::string>{"looked in /plugins (7 plugins)"}; },
      ids};
}

std::string checked_message(const std::string& text) {
  const Folder folder;
  Pipeline pipeline = read_pipeline({folder.write("p.json", text), {}});
  const std::string message = message_of([&] { check_pipeline(pipeline, plugins()); });
  std::string shortened = message;
  for (std::size_t at; (at = shortened.find(folder.path().string() + "/")) != std::string::npos;) {
    shortened.erase(at, folder.path().string().size() + 1);
  }
  return shortened;
}

const char* kGenerative =
    R"({"zeroth": 1, "recipe": "generative", "data": {"use": "data.synthetic"},
"generator": {"use": "generator.gan"}})";

std::string d3gzsl(const std::string& losses) {
  return R"({"zeroth": 1, "recipe": "d3gzsl", "data": {"use": "data.synthetic"},
"generator": {"use": "generator.gan"}, "teacher": {"use": "teacher.mlp"}, "student": {"use": "student.mlp"},
"ood": {"use": "ood.msp"},
"losses": )" +
         losses + "}";
}

}  // namespace

TEST_CASE("check: a good pipeline gets all defaults") {
  const Folder folder;
  Pipeline pipeline = read_pipeline({folder.write("p.json", kGenerative), {}});
  CHECK(check_pipeline(pipeline, plugins()).empty());
  CHECK(pipeline.document["generator"]["params"]["rate"] == 0.5);
  CHECK(pipeline.document["train"]["decay"]["every"] == 0);
  CHECK(pipeline.document["evaluate"]["protocol"] == "final-epoch");
  CHECK(pipeline.document["data"]["params"]["nonlinearity"] == 0.5);
  CHECK(used_plugins(pipeline.document) ==
        std::vector<std::string>{"classifier.softmax", "data.synthetic", "generator.gan",
                                 "recipe.generative"});
}

TEST_CASE("check: an unknown parameter, with the nearest and all known ones") {
  CHECK(checked_message(R"({"zeroth": 1, "recipe": "generative", "data": {"use": "data.synthetic"},
"generator": {"use": "generator.gan", "params": {"rte": 1}}})") ==
        "error: unknown parameter \"rte\" of generator.gan; did you mean \"rate\"?\n"
        "  where  p.json:2:57  /generator/params/rte\n"
        "  why    known: rate (number, default 0.5, above 0)");
}

TEST_CASE("check: a plugin that is not installed, and where was looked") {
  const std::string text =
      R"({"zeroth": 1, "recipe": "generative", "data": {"use": "data.synthetic"},
"generator": {"use": "generator.gam"}})";
  CHECK(checked_message(text) ==
        "error: no plugin \"generator.gam\"; did you mean \"generator.gan\"?\n"
        "  where  p.json:2:22  /generator/use\n"
        "  why    looked in /plugins (7 plugins)\n"
        "  fix    `zeroth list --all` shows what is installed");
  const Folder folder;
  Pipeline pipeline = read_pipeline({folder.write("p.json", text), {}});
  CHECK(exit_of([&] { check_pipeline(pipeline, plugins()); }) == Exit::unavailable);
}

TEST_CASE("check: everything that is wrong is told in one go") {
  const std::string message =
      checked_message(R"({"zeroth": 2, "recipe": "generative", "seed": -1, "colour": 1,
"data": {"use": "data.synthetic", "params": {"noise": 0}},
"generator": {"use": "ood.msp"}, "train": {"epochs": 1.5, "bach": 3}, "evaluate": {"protocol": "best"}})");
  for (const char* part :
       {"unknown parameter \"colour\" of a pipeline of recipe generative",
        "\"seed\" must be at least 0, not -1",
        "this is pipeline format 2, which needs a later Zeroth", "\"noise\" must be above 0, not 0",
        "this block needs a generator, not \"ood.msp\"", "\"epochs\" must be an integer, not 1.5",
        "unknown parameter \"bach\" of \"train\"; did you mean \"batch\"?",
        "\"protocol\" must be one of final-epoch, strict-val, paper-oracle, validation, not "
        "\"best\""}) {
    CAPTURE(part);
    CHECK(message.find(part) != std::string::npos);
  }
}

TEST_CASE("check: a block in the place of a value is refused, the recipe's too") {
  CHECK(checked_message(R"({"zeroth": 1, "name": "x", "recipe": {"use": "d3gzsl"}})") ==
        "error: \"recipe\" must be a name or {\"use\": \"recipe.NAME\"}, not {\"use\":\"d3gzsl\"}\n"
        "  where  p.json:1:38  /recipe\n"
        "  why    installed: d3gzsl, embedding, generative, two-stage");
  CHECK(checked_message(R"({"zeroth": 1, "name": "x", "recipe": {}, "seed": {}})")
            .find("\"seed\" must be an integer, not {}") != std::string::npos);
}

TEST_CASE("check: blocks that are missing, foreign or no blocks") {
  CHECK(checked_message(
            R"({"zeroth": 1, "recipe": "generative", "generator": {"use": "generator.gan"}})")
            .find("the recipe needs the block \"data\"") != std::string::npos);
  CHECK(checked_message(R"({"zeroth": 1, "recipe": "generative", "data": {"use": "data.synthetic"},
"generator": {"params": {}}})")
            .find("this block needs \"use\", the id of a plugin") != std::string::npos);
  CHECK(checked_message(
            R"({"zeroth": 1, "recipe": "generative", "data": {"use": "data.xlsa17"}, "joint": {},
"generator": {"use": "generator.gan", "rate": 1}})")
            .find("unknown parameter \"joint\"") != std::string::npos);
  CHECK(checked_message(R"({"zeroth": 1, "recipe": "generative", "data": {"use": "data.xlsa17"},
"generator": {"use": "generator.gan", "rate": 1}})")
            .find("unknown key \"rate\" in the block of generator.gan") != std::string::npos);
  CHECK(checked_message(R"({"zeroth": 1, "recipe": "generative", "data": {"use": "data.xlsa17"},
"generator": {"use": "generator.gan"}})")
            .find("data.xlsa17 needs \"root\"") != std::string::npos);
  CHECK(checked_message(R"({"zeroth": 1})").find("the pipeline needs \"recipe\"") !=
        std::string::npos);
}

TEST_CASE("check: a block inside a block may be a reference to an earlier block") {
  const auto shared = [](const std::string& reference) {
    std::string text = d3gzsl(
        R"({"ce": {"use": "loss.ce", "rows": "mixed", "inputs": {"logits": "student_logits"}}})");
    const std::string plain = R"("student.mlp")";
    text.replace(text.find(plain), plain.size(), R"("student.on-top", "embedding": )" + reference);
    return checked_message(text);
  };
  CHECK(shared(R"({"ref": "/generator"})").empty());

  CHECK(shared(R"({"ref": "/teacher"})") ==
        "error: \"ref\" must name a generator that is made before this block, not \"/teacher\""
        "\n  where  p.json:2:133  /student/embedding/ref\n  why    /generator");
  CHECK(shared(R"({"ref": "/generator", "params": {}})") ==
        "error: a reference holds nothing beside \"ref\"\n  where  p.json:2:125  /student/embedding"
        "\n  why    the parameters are those of the block that it names");
}

TEST_CASE("check: losses are wired by name, rank and size") {
  CHECK(checked_message(
            d3gzsl(R"({"ce": {"use": "loss.ce", "inputs": {"logits": "student_logits"}}})"))
            .empty());
  CHECK(
      checked_message(
          d3gzsl(R"({"ce": {"use": "loss.ce", "inputs": {"logits": "student_logit"}}})")) ==
      "error: loss.ce reads \"student_logit\", which the recipe does not offer; did you mean "
      "\"student_logits\"?\n"
      "  where  p.json:4:58  /losses/ce/inputs/logits\n"
      "  why    offered: teacher_embedding, teacher_logits, student_embedding, student_logits, "
      "ood_label, "
      "ood_embedding, labels, sides, descriptors, class_descriptors, seen_classes, unseen_classes, "
      "log_prior\n"
      "  fix    bind it under \"inputs\": {\"logits\": ...}");
  CHECK(
      checked_message(
          d3gzsl(
              R"({"p": {"use": "loss.pair", "inputs": {"a": "teacher_logits", "b": "student_logits"}}})"))
          .find("E is S elsewhere in this loss") != std::string::npos);
  CHECK(checked_message(d3gzsl(R"({"ce": {"use": "loss.ce", "inputs": {"logits": "labels"}}})"))
            .find("it expects float [N,C], the recipe offers int64 [N]") != std::string::npos);
  CHECK(
      checked_message(
          d3gzsl(
              R"({"ce": {"use": "loss.ce", "inputs": {"logits": "student_logits", "lables": "labels"}}})"))
          .find("loss.ce reads no tensor \"lables\"; did you mean \"labels\"?") !=
      std::string::npos);
  CHECK(checked_message(d3gzsl("{}")).find("the recipe needs at least one loss") !=
        std::string::npos);
}
