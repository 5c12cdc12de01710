// The text of a pipeline, as far as the front end goes: reading, checking, explaining.
#include <map>

#include "host/pipeline/bibliography.h"
#include "host/pipeline/pipeline_check.h"
#include "host/pipeline/pipeline_reader.h"
#include "host/pipeline/why.h"
#include "host/text/json_text.h"
#include "tests/fuzz/input_file.h"
#include "tests/pipeline/data_readers.h"

using namespace zeroth;
using namespace zeroth::host;

namespace {

ParameterDescription value(const std::string& name, Value by_default) {
  ParameterDescription parameter;
  parameter.name = name;
  parameter.type = type_of(by_default);
  parameter.default_value = std::move(by_default);
  return parameter;
}

/// Recipes with all that a recipe can declare.
void add_recipes(std::map<std::string, Description>& known) {
  Description rows;
  rows.inputs = {{"features", {"N", "D"}, "float"}};
  rows.children = {{"generator", "generator", "g"}};
  known["recipe.generative"] = rows;
  known["recipe.generative"].parameters = {value("synthesis.per_class", std::int64_t{300}),
                                           value("rounds", std::int64_t{3})};
  Description& joint = known["recipe.d3gzsl"] = rows;
  joint.children.push_back({"teacher", "teacher", "t"});
  joint.children.push_back({"student", "student", "s"});
  joint.children.push_back({"ood", "ood", "o", false, "ood.msp"});
  joint.parameters = {value("joint.weight", 1e-4), value("joint.gate.softmax", true)};
  joint.named_children = {{"losses", "loss", "l", {value("weight", 1.0)}, false, true}};
  joint.outputs = {{"student_logits", {"N", "C"}, "float"}, {"labels", {"N"}, "int64"}};
  Description& regions = known["recipe.embedding"];
  regions.inputs = {{"regions", {"N", "M", "R"}, "float"}};
  regions.named_children = {{"experts", "expert", "e", {}, true, false}};
  regions.children = {{"ood", "ood", "o", true}};
  regions.parameters = {value("inference.weights", NumbersByName()),
                        value("gate.threshold", std::string("validation-h")),
                        value("train.sampling", std::string("plain"))};
  regions.parameters[0].names_of = "experts";
  regions.parameters[0].names_offer = "scores";
  regions.parameters[1].needs_validation = "validation-h";
  regions.groups = {{"gate", "ood"}};
}

/// One plugin of each kind that a recipe asks for.
std::map<std::string, Description> make_plugins() {
  std::map<std::string, Description> known;
  add_data_readers(known);
  add_recipes(known);
  ParameterDescription rate;
  rate.name = "rate";
  rate.type = zeroth::ValueType::number;
  rate.default_value = 0.5;
  rate.above = 0;
  rate.aliases = {"speed"};
  known["generator.gan"].parameters = {rate};
  known["teacher.mlp"] = known["student.mlp"] = known["ood.msp"] = {};
  known["expert.dan"].outputs = {{"scores", {"B", "C"}, "float"}};
  known["student.on-top"].children = {{"embedding", "generator", "what it reads"}};
  known["loss.ce"].inputs = {{"logits", {"N", "C"}, "float"}, {"labels", {"N"}, "int64"}};
  return known;
}

InstalledPlugins plugins() {
  static const std::map<std::string, Description> known = make_plugins();
  std::vector<std::string> ids;
  for (const auto& [id, description] : known) ids.push_back(id);
  return {[](const std::string& id) {
            const auto found = known.find(id);
            return found == known.end() ? nullptr : &found->second;
          },
          [](const std::string&) { return std::vector<std::string>(); }, ids};
}

/// What a file extends would be read from this machine.
bool reads_other_files(const std::string& text) {
  bool extends = false;
  may_refuse([&] { extends = parse_json_text(text, "input").places.count("/extends") > 0; });
  return extends;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (reads_other_files(std::string(reinterpret_cast<const char*>(data), size))) return 0;
  const InputFile file(data, size);
  may_refuse([&] {
    PipelineRequest request;
    request.file = file.path();
    request.allow_unset_environment = true;
    Pipeline pipeline = read_pipeline(request);
    (void)pipeline.document.dump();
    check_pipeline(pipeline, plugins());
    if (explain_pipeline(pipeline).empty()) std::abort();
    (void)references_of(pipeline.document, plugins());
    // A checked pipeline is one that is accepted again and says the same.
    Pipeline again{self_contained(pipeline.document), {}};
    const Json before = again.document;
    check_pipeline(again, plugins());
    if (again.document != before) std::abort();
  });
  return 0;
}
