#include "host/verify/make_bundle.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "host/base/columns.h"
#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/bundle/bundle_archive.h"
#include "host/bundle/bundle_files.h"
#include "host/bundle/bundle_manifest.h"
#include "host/bundle/redaction.h"
#include "host/bundle/temporary_folder.h"
#include "host/data/content_hash.h"
#include "host/record/model_card.h"
#include "host/record/sealed_json.h"
#include "host/run/score_file.h"
#include "host/verify/figure_checks.h"
#include "host/verify/machine_checks.h"
#include "host/verify/model_checks.h"
#include "host/verify/record_checks.h"
#include "host/verify/recorded_run.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// What a bundle without weights is meant to stay below.
constexpr std::uintmax_t kRoom = std::uintmax_t{1} << 20;

constexpr const char* kSealedDocuments[] = {"origins.json", "status.json", kModelCard};
constexpr const char* kPlainDocuments[] = {"config.resolved.json", "env.json", "result.json",
                                           "selection.json"};
constexpr const char* kAsTheyAre[] = {"looks.jsonl", "metrics.jsonl", "predictions.npy"};

/// A document as a bundle holds it; `changed` gets what was taken out.
Json anonymous(const Json& document, const std::string& name, std::vector<std::string>& changed) {
  Json rest = without_folders(document, changed);
  if (name != "status.json") return rest;
  for (const char* member : {"host", "user"}) {
    rest[member] = "";
    changed.push_back(std::string("/") + member);
  }
  return rest;
}

class Packing {
 public:
  Packing(const BundleRequest& request, const RecordedRun& run) : request_(request), run_(run) {
    manifest_.run = fs::absolute(run.directory).lexically_normal().filename().string();
    if (manifest_.run.empty())
      manifest_.run =
          fs::absolute(run.directory).lexically_normal().parent_path().filename().string();
  }

  Json pack() {
    for (const char* name : kPlainDocuments) add_document(name, false);
    for (const char* name : kSealedDocuments) add_document(name, true);
    for (const char* name : kAsTheyAre) {
      if (run_.has(name)) add(name, run_.directory / name);
    }
    add_scores();
    add_weights();
    manifest_.write(staged_.path());
    add(kBundleManifest, staged_.path() / kBundleManifest);
    const std::uintmax_t bytes = write_bundle(request_.out, in_order());
    return {{"file", request_.out},
            {"bytes", bytes},
            {"files", manifest_.files},
            {"scores", has_all_ ? "all" : "best"},
            {"rewritten", manifest_.rewritten},
            {"left_out", manifest_.left_out}};
  }

 private:
  void add(const std::string& name, const fs::path& file) {
    if (name != kBundleManifest) manifest_.files[name] = file_hash(file);
    members_.push_back({name, file});
  }

  void add_document(const std::string& name, bool sealed) {
    const fs::path file = run_.directory / name;
    if (!fs::exists(file)) return;
    const Json document = sealed ? read_sealed(file) : read_json_file(file);
    std::vector<std::string> changed;
    const Json rest = request_.with_paths ? document : anonymous(document, name, changed);
    if (changed.empty()) return add(name, file);
    manifest_.rewritten[name] = changed;
    const fs::path copy = staged_.path() / name;
    sealed ? write_sealed(copy, rest) : write_json_file(copy, rest);
    add(name, copy);
  }

  /// The stored scores, without folders that warnings of the data name.
  ScoreFile scores_to_pack() {
    ScoreFile scores = *run_.scores;
    std::vector<std::string> changed;
    if (!request_.with_paths) scores.facts = without_folders(scores.facts, changed);
    names_folders_ = !changed.empty();
    return scores;
  }

  void add_scores() {
    const ScoreFile scores = scores_to_pack();
    fs::path all = run_.directory / kAllScores;
    if (names_folders_) {
      all = staged_.path() / kAllScores;
      write_score_file(all, scores);
    }
    has_all_ = request_.with_scores || scores.rows.kept || has_room_for(all);
    if (!has_all_) {
      write_score_file(staged_.path() / kBestScores, with_sides_only(scores));
      manifest_.left_out[kAllScores] =
          "all scores have no room in 1 MiB; of each row the best seen and the best unseen one is "
          "there";
      return add(kBestScores, staged_.path() / kBestScores);
    }
    if (names_folders_) manifest_.rewritten[kAllScores] = {"/facts"};
    add(kAllScores, all);
  }

  bool has_room_for(const fs::path& scores) const {
    // Numbers do not pack to a sixteenth: the rest would be measured in vain.
    if (fs::file_size(scores) > 16 * kRoom) return false;
    constexpr std::uintmax_t kManifest = 4096;
    std::vector<BundleMember> members = members_;
    members.push_back({kAllScores, scores});
    return bundle_size(members) + kManifest <= kRoom;
  }

  void add_weights() {
    if (!run_.has(kWeights)) return;
    if (request_.with_model) return add(kWeights, run_.directory / kWeights);
    manifest_.left_out[kWeights] = "weights are packed with --with-model";
  }

  std::vector<BundleMember> in_order() const {
    std::vector<BundleMember> ordered;
    for (const std::string_view name : kBundleFiles) {
      for (const BundleMember& one : members_) {
        if (one.name == name) ordered.push_back(one);
      }
    }
    return ordered;
  }

  const BundleRequest& request_;
  const RecordedRun& run_;
  TemporaryFolder staged_;
  BundleManifest manifest_;
  std::vector<BundleMember> members_;
  bool names_folders_ = false, has_all_ = false;
};

/// Whoever verifies the bundle will see it; better who packs it sees it first.
void warn_of_differences(const RecordedRun& run, RunChecks& checks, Progress& progress) {
  check_record(run, checks);
  check_figures(run, is_same_place(run), checks);
  check_model(run, checks);
  for (const RunCheck& one : checks.all()) {
    if (one.verdict == RunVerdict::differs)
      progress.warning(fmt::format("{} differs: {}", one.name, one.says));
  }
}

void expect_no_file(const std::string& out) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(out, error))) return;
  throw Failure(Exit::cannot_create, {"there is a file of that name",
                                      out,
                                      {"a bundle takes the place of nothing"},
                                      "name another file with --out, or remove it"});
}

}  // namespace

BundleRequest parse_bundle_request(const Json& document) {
  const Json& options = document.at("options");
  return {options.at("model").get<std::string>(), options.at("out").get<std::string>(),
          options.at("with_model").get<bool>(), options.at("with_paths").get<bool>(),
          options.at("with_scores").get<bool>()};
}

Json make_bundle(const BundleRequest& request, Progress& progress) {
  const InterruptGuard guard;
  expect_no_file(request.out);
  RunChecks checks;
  const RecordedRun run = read_recorded_run(request.run, checks);
  warn_of_differences(run, checks, progress);
  if (!run.scores) {
    throw Failure(Exit::bad_data, {"the scores of the run cannot be packed",
                                   (run.directory / kAllScores).string(),
                                   {"they are damaged or missing, as was said above"},
                                   "put back a copy of the run directory, or start the run again"});
  }
  return Packing(request, run).pack();
}

std::string bundle_text(const Json& document, std::size_t columns) {
  std::vector<std::string> names;
  for (const auto& [name, hash] : document.at("files").items()) names.push_back(name);
  std::string text = fmt::format(
      "{}: {:.1f} KiB, {} files: {}\n", document.at("file").get<std::string>(),
      document.at("bytes").get<double>() / 1024, names.size() + 1, fmt::join(names, ", "));
  for (const auto& [name, why] : document.at("left_out").items()) {
    text += fmt::format("not in it: {} ({})\n", name, why.get<std::string>());
  }
  names.clear();
  for (const auto& [name, pointers] : document.at("rewritten").items()) names.push_back(name);
  if (!names.empty()) {
    text += fmt::format("folders, user and machine were taken out of {}; --with-paths keeps them\n",
                        fmt::join(names, ", "));
  }
  return wrapped_lines(text, columns);
}

}  // namespace zeroth::host
