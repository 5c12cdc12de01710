#include "host/verify/recorded_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/bundle/bundle_manifest.h"
#include "host/data/content_hash.h"
#include "host/record/model_card.h"
#include "host/record/refused_file.h"
#include "host/record/run_directory.h"
#include "host/record/sealed_json.h"
#include "host/run/result.h"
#include "host/tensors/safetensors.h"

namespace zeroth::host {
namespace {

/// Reads the files of one run.
class RecordReader {
 public:
  RecordReader(RecordedRun& run, RunChecks& checks) : run_(run), checks_(checks) {}

  void read() {
    if (run_.is_bundle) check_manifest();
    read_documents();
    read_lines();
    read_scores();
    check_model_files();
    if (sealed_.empty()) return;
    checks_.ok("checksums",
               fmt::format("{} carry their own, and it is right", fmt::join(sealed_, ", ")));
  }

 private:
  std::filesystem::path path(const char* name) const { return run_.directory / name; }

  /// Every file of a bundle is the one that was packed.
  void check_manifest() {
    checks_.attempt(kBundleManifest, [&] {
      const BundleManifest manifest = BundleManifest::read(run_.directory);
      for (const auto& [name, pointers] : manifest.rewritten.items()) run_.rewritten.insert(name);
      std::size_t same = 0;
      for (const auto& [name, hash] : manifest.files.items()) {
        const bool there = std::filesystem::exists(run_.directory / name);
        if (there && file_hash(run_.directory / name) == hash) {
          ++same;
        } else {
          checks_.differs(kBundleManifest, fmt::format("{} is {}", name,
                                                       there ? "not the file that was packed"
                                                             : "missing from the bundle"));
        }
      }
      if (same == manifest.files.size()) {
        checks_.ok(kBundleManifest, fmt::format("{} files are those that were packed", same));
      }
    });
  }

  void read_documents() {
    checks_.attempt("config.resolved.json",
                    [&] { run_.pipeline = RunDirectory::open(run_.directory).pipeline(); });
    checks_.attempt("env.json", [&] { run_.identity = RunIdentity::read(run_.directory); });
    checks_.attempt("status.json", [&] {
      run_.status = read_sealed(path("status.json"));
      sealed_.push_back("status.json");
    });
    checks_.attempt("origins.json", [&] {
      read_sealed(path("origins.json"));
      sealed_.push_back("origins.json");
    });
    checks_.attempt("result.json", [&] {
      Json result = read_json_file(path("result.json"));
      if (!result.is_object()) refuse_damaged(path("result.json"), "it is no object");
      run_.result = std::move(result);
    });
  }

  void read_lines() {
    checks_.attempt("looks.jsonl", [&] {
      if (!run_.has("looks.jsonl")) refuse_damaged(path("looks.jsonl"), "the file is missing");
      run_.looks.emplace(path("looks.jsonl"));
      if (!run_.pipeline) return;
      run_.best = best_look(*run_.looks, part_of_result(*run_.pipeline));
      if (!run_.best) checks_.differs("looks.jsonl", "it holds no look that a result could be of");
    });
    checks_.attempt("metrics.jsonl", [&] { run_.metrics = read_metrics(path("metrics.jsonl")); });
  }

  void read_scores() {
    run_.has_all_scores = !(run_.is_bundle && run_.has(kBestScores));
    const char* const name = run_.has_all_scores ? kAllScores : kBestScores;
    checks_.attempt(name, [&] {
      run_.scores = read_score_file(path(name));
      sealed_.push_back(name);
      run_.evaluation = evaluate(run_.scores->rows);
    });
  }

  void check_model_files() {
    if (run_.has(kModelCard)) {
      checks_.attempt(kModelCard, [&] {
        read_model_card(run_.directory);
        sealed_.push_back(kModelCard);
      });
    }
    for (const char* name : {"model.safetensors", "checkpoints/last.safetensors"}) {
      if (!run_.has(name)) continue;
      checks_.attempt(name, [&] {
        read_safetensors(path(name));
        sealed_.push_back(name);
      });
    }
  }

  RecordedRun& run_;
  RunChecks& checks_;
  std::vector<std::string> sealed_;  ///< files that are as they were written
};

/// A run that goes on, or has stopped, has nothing to verify yet.
void expect_result(const RecordedRun& run) {
  if (run.has("result.json") || run.is_bundle) return;
  std::string state = "unknown";
  try {
    state = read_sealed(run.directory / "status.json").at("state").get<std::string>();
  } catch (const std::exception&) {
  }
  if (state == "finished") return;
  throw Failure(Exit::no_input,
                {"the run has no result yet",
                 run.directory.string(),
                 {"its state is: " + state},
                 "let it end, with: zeroth run --resume " + run.directory.string()});
}

}  // namespace

RecordedRun read_recorded_run(const std::filesystem::path& directory, RunChecks& checks) {
  RecordedRun run;
  run.directory = RunDirectory::open(directory).path();
  run.is_bundle = std::filesystem::exists(directory / kBundleManifest);
  expect_result(run);
  RecordReader(run, checks).read();
  return run;
}

}  // namespace zeroth::host
