#pragma once

#include <filesystem>
#include <string>

#include "host/record/run_directory.h"
#include "host/record/run_identity.h"
#include "host/record/run_status.h"
#include "host/record/sealed_json.h"

/// A pipeline as runs have it, as small as it goes.
inline zeroth::host::Json some_pipeline() {
  return {{"zeroth", 1},
          {"name", "tiny"},
          {"recipe", "generative"},
          {"seed", 1},
          {"generator", {{"use", "generator.f-clswgan"}, {"params", {{"hidden", 16}}}}},
          {"evaluate", {{"protocol", "final-epoch"}}},
          {"problem", {{"setting", "inductive"}}},
          {"train", {{"epochs", 40}, {"batch", 16}}}};
}

inline void write_metrics(const std::filesystem::path& run, int epochs) {
  std::ofstream stream(run / "metrics.jsonl", std::ios::app);
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    stream << R"({"part":"final","stage":"adversarial","epoch":)" << epoch << "}\n";
  }
}

/// A run that ended with that code, and its directory. It has a result where the code is 0.
inline std::filesystem::path some_run(const std::filesystem::path& folder,
                                      const zeroth::host::Json& pipeline = some_pipeline(),
                                      zeroth::host::Exit code = zeroth::host::Exit::ok,
                                      double H = 30) {
  using namespace zeroth::host;
  const RunDirectory directory = RunDirectory::create(folder, pipeline, Json::object());
  RunIdentity identity;
  identity.pipeline = pipeline_hash(pipeline);
  identity.data = {{"name", "synthetic"}, {"hash", "0123456789abcdef"}};
  identity.plugins = {
      {"generator.f-clswgan", {{"version", "1.0.0"}, {"hash", "1"}, {"file", "x"}}}};
  identity.write(directory.path());
  RunStatus status(directory.path(), {"zeroth", "run", "tiny.json"}, Json::object());
  status.write_running();
  if (code == Exit::ok) {
    write_metrics(directory.path(), 40);
    write_json_file(directory.path() / "result.json",
                    {{"metrics", {{"U", 20.0}, {"S", 60.0}, {"H", H}, {"T1", nullptr}}},
                     {"gate", {{"AUROC", 70.5}}}});
  }
  status.write_end(code, code == Exit::ok ? "" : "error: no such file");
  return directory.path();
}
