#include "host/record/run_identity.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "host/base/hash.h"
#include "host/base/problem.h"
#include "host/record/refused_file.h"
#include "host/record/sealed_json.h"

namespace zeroth::host {
namespace {

constexpr const char* kEnvironmentFile = "env.json";

/// Names in an environment that decide how numbers are rounded.
constexpr const char* kBits[] = {"zeroth",         "torch", "blas", "threads", "ranks",
                                 "cpu_capability", "fp32",  "bf16", "cuda",    "compiler"};

constexpr const char* kIdentityFix = "put back what the run was made with, or start the run again";

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string plugin_text(const Json& plugin) {
  return fmt::format("{} (hash {})", text_of(plugin.at("version")),
                     text_of(plugin.at("hash")).substr(0, 8));
}

Problem other_plugin(const std::string& id, const Json& then, const Json& now) {
  return {fmt::format("plugin {} is another than the run was made with", id),
          text_of(now.at("file")),
          {fmt::format("made with {}, now {}", plugin_text(then), plugin_text(now))},
          kIdentityFix};
}

Problem other_data(const Json& then, const Json& now, const std::filesystem::path& directory) {
  return {
      "the data are others than the run was made with",
      directory.string(),
      {fmt::format("made with hash {}, now {}", text_of(then.at("hash")), text_of(now.at("hash")))},
      kIdentityFix};
}

}  // namespace

void RunIdentity::write(const std::filesystem::path& directory) const {
  Json document = environment;
  merge_into(document, {{"pipeline", pipeline}, {"data", data}, {"plugins", plugins}});
  if (!changes.empty()) document["changes"] = changes;
  write_json_file(directory / kEnvironmentFile, document);
}

RunIdentity RunIdentity::read(const std::filesystem::path& directory) {
  const Json document = read_json_file(directory / kEnvironmentFile);
  try {
    RunIdentity identity;
    identity.pipeline = document.at("pipeline").get<std::string>();
    identity.data = document.at("data");
    if (!identity.data.is_null()) identity.data.at("hash").get<std::string>();
    for (const auto& [id, plugin] : document.at("plugins").items()) {
      for (const char* name : {"version", "hash", "file"}) plugin.at(name).get<std::string>();
      identity.plugins[id] = plugin;
    }
    for (const Json& change : document.value("changes", Json::array())) {
      change.at("environment").get<std::map<std::string, Json>>();
      identity.changes.push_back(change);
    }
    for (const auto& [name, value] : document.items()) {
      if (name != "pipeline" && name != "data" && name != "plugins" && name != "changes") {
        identity.environment[name] = value;
      }
    }
    return identity;
  } catch (const Json::exception& error) {
    refuse_damaged(directory / kEnvironmentFile, error.what());
  }
}

std::string RunIdentity::hash() const {
  Json parts = {{"pipeline", pipeline},
                {"data", data.is_object() ? data.at("hash") : Json()},
                {"plugins", Json::object()}};
  for (const auto& [id, plugin] : plugins.items()) parts["plugins"][id] = plugin.at("hash");
  return hash_of(file_text(parts, -1));
}

Json RunIdentity::last_environment() const {
  Json last = environment;
  for (const Json& change : changes) {
    for (const auto& [name, value] : change.at("environment").items()) last[name] = value;
  }
  return last;
}

std::string pipeline_hash(const Json& pipeline) { return hash_of(file_text(pipeline, -1)); }

void check_pipeline_of_run(const Json& pipeline, const std::filesystem::path& directory) {
  // Without the file the run was killed before it had done anything.
  if (!std::filesystem::exists(directory / kEnvironmentFile)) return;
  const RunIdentity then = RunIdentity::read(directory);
  RunIdentity now = then;
  now.pipeline = pipeline_hash(pipeline);
  check_same_run(then, now, directory);
}

void check_same_run(const RunIdentity& then, const RunIdentity& now,
                    const std::filesystem::path& directory) {
  std::vector<Problem> problems;
  if (then.pipeline != now.pipeline) {
    problems.push_back({"the pipeline is another than the run was made with",
                        (directory / "config.resolved.json").string(),
                        {"the file was changed"},
                        "put it back; `zeroth run` of the directory starts a new run of the "
                        "pipeline as it is now"});
  }
  for (const auto& [id, plugin] : now.plugins.items()) {
    if (!then.plugins.contains(id)) continue;  // another pipeline, which was said
    const Json& made_with = then.plugins.at(id);
    if (made_with.at("hash") != plugin.at("hash")) {
      problems.push_back(other_plugin(id, made_with, plugin));
    }
  }
  if (then.data.is_object() && now.data.is_object() &&
      then.data.at("hash") != now.data.at("hash")) {
    problems.push_back(other_data(then.data, now.data, directory));
  }
  if (!problems.empty()) throw Failure(Exit::bad_data, std::move(problems));
}

Json bits_depend_on(const Json& environment) {
  Json part = Json::object();
  for (const char* name : kBits) {
    if (environment.contains(name)) part[name] = environment.at(name);
  }
  return part;
}

Json counted_beside(Json environment, const Json& other) {
  if (other.contains("ranks") && !environment.contains("ranks")) environment["ranks"] = 1;
  return environment;
}

std::string environment_differences(const Json& then, const Json& now) {
  std::string lines;
  for (const auto& [name, value] : now.items()) {
    const Json before = then.contains(name) ? then.at(name) : Json();
    if (before == value) continue;
    lines += fmt::format("\n  {:<16} {}, now {}", name, text_of(before), text_of(value));
  }
  if (lines.empty()) return "";
  const bool same_bits = bits_depend_on(then) == bits_depend_on(now);
  return fmt::format("warning: the run goes on in another environment{}\n  {}", lines,
                     same_bits ? "no bit of the result depends on that"
                               : "its bits may differ from those of an undisturbed run");
}

}  // namespace zeroth::host
