#include "host/study/plan_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "host/study/value_list.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

constexpr const char* kPlanFormat = "zeroth_study";
const std::vector<std::string> kPlanKeys = {kPlanFormat, "name",   "pipelines", "seeds",
                                            "set",       "grid",   "zip",       "most_runs",
                                            "$comment",  "$schema"};

/// "train.epochs" of "/train/epochs" and "train/epochs": one place has one name.
std::string dotted(std::string path) {
  if (!path.empty() && path[0] == '/') path.erase(0, 1);
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

/// Reads one plan, part by part.
class PlanReader {
 public:
  PlanReader(const std::filesystem::path& file, const JsonText& text)
      : document_(text.document), problems_(text) {
    plan_.file = std::filesystem::absolute(file).lexically_normal();
    plan_.most_runs = kUsualMostRuns;
  }

  StudyPlan read() {
    if (!document_.is_object()) {
      problems_.add("a plan must be a JSON object", "");
      problems_.expect_none();
    }
    check_keys();
    read_name();
    read_pipelines();
    read_fixed();
    read_grid();
    read_zips();
    read_seeds();
    read_most_runs();
    problems_.expect_none();
    return std::move(plan_);
  }

 private:
  void check_keys() {
    for (const auto& [key, value] : document_.items()) {
      if (std::find(kPlanKeys.begin(), kPlanKeys.end(), key) != kPlanKeys.end()) continue;
      problems_.add(
          fmt::format("unknown \"{}\" in a plan{}", key, did_you_mean(nearest(key, kPlanKeys))),
          child_pointer("", key),
          {fmt::format("known: {}", fmt::join(kPlanKeys.begin(), kPlanKeys.end() - 2, ", "))},
          "what every run is given stands under \"set\", what changes under \"grid\"");
    }
    if (document_.value(kPlanFormat, Json()) != 1) {
      problems_.add(fmt::format("a plan says \"{}\": 1", kPlanFormat),
                    document_.contains(kPlanFormat) ? std::string("/") + kPlanFormat : "",
                    {"this is how it is told from a pipeline"});
    }
  }

  void read_name() {
    plan_.name = plan_.file.stem().string();
    if (!document_.contains("name")) return;
    const Json& name = document_["name"];
    if (!name.is_string() || name == "") return problems_.add("\"name\" must be a text", "/name");
    plan_.name = name.get<std::string>();
  }

  void read_pipelines() {
    const Json pipelines = document_.value("pipelines", Json());
    if (!pipelines.is_array() || pipelines.empty()) {
      return problems_.add("a plan needs \"pipelines\", a list of files or names",
                           document_.contains("pipelines") ? "/pipelines" : "", {},
                           "\"pipelines\": [\"my.json\"]");
    }
    for (std::size_t i = 0; i < pipelines.size(); ++i) {
      const std::string pointer = fmt::format("/pipelines/{}", i);
      if (!pipelines[i].is_string() || pipelines[i] == "") {
        problems_.add("a pipeline is a file or the name of an installed one", pointer);
        continue;
      }
      const auto name = pipelines[i].get<std::string>();
      for (const PlannedPipeline& other : plan_.pipelines) {
        if (other.name == name) problems_.add("this pipeline is in the list twice", pointer);
      }
      plan_.pipelines.push_back({name, problems_.place(pointer)});
    }
  }

  /// Notes that the plan says something of this path; once only.
  void take(const std::string& path, const std::string& pointer) {
    if (path.empty()) return problems_.add("this names no place in a pipeline", pointer);
    if (path == "seed" && pointer != "/seeds") {
      return problems_.add("seeds stand under \"seeds\"", pointer, {},
                           "\"seeds\": {\"from\": 1, \"to\": 5}");
    }
    const auto [earlier, is_new] = taken_.emplace(path, problems_.place(pointer));
    if (is_new) return;
    problems_.add(fmt::format("\"{}\" is given twice", path), pointer,
                  {fmt::format("also at {}", earlier->second)});
  }

  /// The members of an object of the plan; none where it is no object.
  Json members(const Json& object, const std::string& pointer, const char* of) {
    if (object.is_object()) return object;
    problems_.add(fmt::format("\"{}\" must be an object of paths", pointer.substr(1)), pointer, {},
                  fmt::format("\"{}\": {{\"train.epochs\": {}}}", pointer.substr(1), of));
    return Json::object();
  }

  void read_fixed() {
    if (!document_.contains("set")) return;
    const Json fixed = members(document_["set"], "/set", "10");
    for (const auto& [key, value] : fixed.items()) {
      const std::string pointer = child_pointer("/set", key);
      take(dotted(key), pointer);
      plan_.fixed.push_back({dotted(key), value, problems_.place(pointer)});
    }
  }

  void read_grid() {
    if (!document_.contains("grid")) return;
    const Json grid = members(document_["grid"], "/grid", "[10, 20]");
    for (const auto& [key, value] : grid.items()) {
      add_axis(dotted(key), value, child_pointer("/grid", key));
    }
  }

  void add_axis(const std::string& path, const Json& list, const std::string& pointer) {
    take(path, pointer);
    PlanAxis axis{{path}, {}};
    for (Setting& one : value_list(path, list, pointer, problems_)) {
      axis.choices.push_back({std::move(one)});
    }
    if (!axis.choices.empty()) plan_.axes.push_back(std::move(axis));
  }

  /// One object, or a list of them.
  void read_zips() {
    if (!document_.contains("zip")) return;
    const Json& zip = document_["zip"];
    if (!zip.is_array()) return add_zip(zip, "/zip");
    for (std::size_t i = 0; i < zip.size(); ++i) add_zip(zip[i], fmt::format("/zip/{}", i));
  }

  void add_zip(const Json& group, const std::string& pointer) {
    PlanAxis axis;
    const Json lists = members(group, pointer, "[10, 20]");
    for (const auto& [key, value] : lists.items()) {
      const std::string at = child_pointer(pointer, key), path = dotted(key);
      take(path, at);
      std::vector<Setting> values = value_list(path, value, at, problems_);
      if (values.empty()) return;  // which was said
      if (axis.paths.empty()) axis.choices.resize(values.size());
      if (values.size() != axis.choices.size()) {
        return problems_.add(fmt::format("\"{}\" has {} values and \"{}\" {}", path, values.size(),
                                         axis.paths.front(), axis.choices.size()),
                             at, {"zipped lists change together"},
                             "give them equally many values, or cross them under \"grid\"");
      }
      axis.paths.push_back(path);
      for (std::size_t i = 0; i < values.size(); ++i) axis.choices[i].push_back(values[i]);
    }
    if (!axis.paths.empty()) plan_.axes.push_back(std::move(axis));
  }

  void read_seeds() {
    if (!document_.contains("seeds")) return;
    add_axis("seed", document_["seeds"], "/seeds");
  }

  void read_most_runs() {
    if (!document_.contains("most_runs")) return;
    const Json& most = document_["most_runs"];
    if (!most.is_number_unsigned() || most == 0) {
      return problems_.add("\"most_runs\" must be a whole number above 0", "/most_runs");
    }
    plan_.most_runs = most.get<std::uint64_t>();
  }

  const Json& document_;
  PlanProblems problems_;
  StudyPlan plan_;
  std::map<std::string, std::string> taken_;  ///< path -> where
};

}  // namespace

StudyPlan read_plan(const std::filesystem::path& file) {
  const JsonText text = read_json_text(file.string());
  return PlanReader(file, text).read();
}

}  // namespace zeroth::host
