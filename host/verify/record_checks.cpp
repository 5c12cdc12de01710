#include "host/verify/record_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "host/base/json_difference.h"
#include "host/record/record_chain.h"
#include "host/record/sealed_json.h"
#include "host/run/figures.h"
#include "host/run/result.h"
#include "host/run/run_record.h"

namespace zeroth::host {
namespace {

/// Where a look was made.
using Moment = std::pair<std::string, std::int64_t>;

std::string text_of(const Moment& moment) {
  return fmt::format("after epoch {} of part {}", moment.second, moment.first);
}

std::int64_t count_of(const LookChain& chain, const char* problem) {
  return std::count_if(chain.looks().begin(), chain.looks().end(),
                       [&](const Look& look) { return look.problem == problem; });
}

/// Whether `file`, a document of the run, remembers the chain as it is.
bool remembers(const RecordedRun& run, const Json& document, const char* file, RunChecks& checks) {
  const ChainMark said = ChainMark::from_json(document.at("looks")), is = run.looks->mark();
  if (said.count != is.count) {
    checks.differs("looks", fmt::format("{} remembers {} looks, and looks.jsonl holds {}", file,
                                        said.count, is.count));
  } else if (said.head != is.head) {
    checks.differs("looks", fmt::format("{} remembers another last look than looks.jsonl", file));
  } else {
    return true;
  }
  return false;
}

/// Every `every` epochs, and the last one.
std::vector<std::int64_t> due_epochs(std::int64_t epochs, std::int64_t every) {
  std::vector<std::int64_t> due;
  for (std::int64_t epoch = every; epoch <= epochs; epoch += every) due.push_back(epoch);
  if (due.empty() || due.back() != epochs) due.push_back(epochs);
  return due;
}

/// The looks that a run of that pipeline makes.
std::vector<Moment> looks_of_protocol(const RecordedRun& run) {
  const std::string protocol = run.protocol();
  const auto epochs = run.pipeline->at("train").at("epochs").get<std::int64_t>();
  const auto every =
      std::max<std::int64_t>(1, run.pipeline->at("evaluate").at("every").get<std::int64_t>());
  std::vector<Moment> moments;
  const bool selects = protocol == "strict-val" || protocol == "validation";
  if (selects || protocol == "paper-oracle") {
    for (const auto epoch : due_epochs(epochs, every))
      moments.emplace_back(selects ? "selection" : "final", epoch);
  }
  if (protocol == "final-epoch") moments.emplace_back("final", epochs);
  const auto chosen = best_look(*run.looks, "selection");
  if (protocol == "strict-val" && chosen) moments.emplace_back("final", chosen->epoch);
  return moments;
}

/// A look that should not be, or one that is missing; empty: none.
std::string wrong_look(const RecordedRun& run) {
  const std::vector<Moment> expected = looks_of_protocol(run);
  for (const Moment& moment : expected) {
    if (!run.looks->find(moment.first, moment.second))
      return fmt::format("there is no look {}", text_of(moment));
  }
  for (const Look& look : run.looks->looks()) {
    const Moment moment{look.part, look.epoch};
    if (std::find(expected.begin(), expected.end(), moment) == expected.end())
      return fmt::format("a look {} is none of protocol {}", text_of(moment), run.protocol());
    if (look.problem != (look.part == "selection" ? "validation" : "test"))
      return fmt::format("the look {} is at the wrong rows", text_of(moment));
  }
  return "";
}

/// The looks that count: the last of each moment.
std::map<Moment, Look> last_looks(const LookChain& chain) {
  std::map<Moment, Look> looks;
  for (const Look& look : chain.looks()) looks[{look.part, look.epoch}] = look;
  return looks;
}

/// What the metrics and the looks say of each other that cannot be; empty: nothing.
std::string wrong_metrics(const RecordedRun& run) {
  std::map<Moment, Look> looks = last_looks(*run.looks);
  for (const MetricsLine& line : *run.metrics) {
    if (!line.content.contains("evaluation")) continue;
    const Moment moment{line.content.at("part").get<std::string>(),
                        line.content.at("epoch").get<std::int64_t>()};
    const auto look = looks.find(moment);
    if (look == looks.end())
      return fmt::format("it tells of an evaluation {}, and no look was recorded", text_of(moment));
    // Its step is covered by the hash that the look has of all lines.
    const Json content = without(line.content, "step");
    if (content != metrics_line(look->second)) {
      const JsonDifference other = first_json_difference(content, metrics_line(look->second));
      return fmt::format("{} it says {} of {}, and the look said {}", text_of(moment),
                         other.said.dump(), other.pointer, other.is.dump());
    }
    if (line.hash != look->second.metrics) {
      return fmt::format("lines up to the look {} were changed", text_of(moment));
    }
    looks.erase(look);
  }
  if (!looks.empty())
    return fmt::format("the evaluation {} is missing from it", text_of(looks.begin()->first));
  if (run.metrics->empty() || run.metrics->back().hash != run.looks->looks().back().metrics)
    return "lines follow behind the last look";
  return "";
}

/// What the record of a checkpoint says that cannot be; empty: nothing.
std::string wrong_record(const RecordedRun& run, const RunRecord& record) {
  if (record.run != run.identity->hash())
    return "it is of another run: pipeline, data or plugins were others";
  const auto count = static_cast<std::size_t>(record.looks.count);
  const auto& looks = run.looks->looks();
  if (count > looks.size())
    return fmt::format("it remembers {} looks, and looks.jsonl holds {}", count, looks.size());
  run.looks->expect(record.looks);
  const bool known =
      record.metrics.hash.empty() ||
      std::any_of(run.metrics->begin(), run.metrics->end(),
                  [&](const MetricsLine& line) { return line.hash == record.metrics.hash; });
  if (!known && record.metrics.size > 0) return "metrics.jsonl is not as it was then";
  const auto look = run.looks->find(record.part, record.best_epoch);
  if (record.best_epoch > 0 && look && choosing_figure(look->figures) != record.best) {
    return fmt::format("its best figure was {}, and the look after epoch {} said {}",
                       Json(record.best).dump(), record.best_epoch,
                       Json(choosing_figure(look->figures)).dump());
  }
  return "";
}

}  // namespace

void check_pipeline_hash(const RecordedRun& run, RunChecks& checks) {
  if (!run.pipeline || !run.identity) return;
  if (run.rewritten.count("config.resolved.json") > 0) {
    checks.unchecked("pipeline",
                     "paths were taken out of the bundle's copy, so its hash is "
                     "another");
  } else if (pipeline_hash(*run.pipeline) != run.identity->pipeline) {
    checks.differs("pipeline",
                   "config.resolved.json is not the pipeline that env.json names: its "
                   "hash is another");
  } else {
    checks.ok("pipeline",
              fmt::format("the one that env.json names ({})", run.identity->pipeline.substr(0, 8)));
  }
}

void check_looks(const RecordedRun& run, RunChecks& checks) {
  if (!run.looks) return;
  checks.attempt("looks", [&] {
    bool same = true;
    if (run.status) same = remembers(run, *run.status, "status.json", checks) && same;
    if (run.result) same = remembers(run, *run.result, "result.json", checks) && same;
    if (run.result && run.result->at("test_looks") != run.looks->test_looks()) {
      same = false;
      checks.differs("looks",
                     fmt::format("result.json says {} looks at the test set, and "
                                 "looks.jsonl holds {}",
                                 run.result->at("test_looks").dump(), run.looks->test_looks()));
    }
    if (!same) return;
    const auto held_out = count_of(*run.looks, "validation");
    checks.ok("looks",
              fmt::format("{} at the test set{}; the chain is unbroken, and as long as status.json "
                          "and result.json say",
                          run.looks->test_looks(),
                          held_out > 0 ? fmt::format(", {} at validation rows", held_out) : ""));
  });
}

void check_protocol(const RecordedRun& run, RunChecks& checks) {
  if (!run.looks || !run.pipeline) return;
  checks.attempt("protocol", [&] {
    const std::string why = wrong_look(run);
    if (!why.empty()) return checks.differs("protocol", why);
    checks.ok("protocol", fmt::format("{}: its looks, and no other", run.protocol()));
  });
}

void check_metrics_lines(const RecordedRun& run, RunChecks& checks) {
  if (!run.looks || !run.metrics || run.looks->looks().empty()) return;
  checks.attempt("metrics.jsonl", [&] {
    const std::string why = wrong_metrics(run);
    if (!why.empty()) return checks.differs("metrics.jsonl", why);
    checks.ok("metrics.jsonl",
              fmt::format("{} lines, those that the looks have seen", run.metrics->size()));
  });
}

void check_selection(const RecordedRun& run, RunChecks& checks) {
  if (!run.looks || !run.pipeline) return;
  checks.attempt("selection.json", [&] {
    if (run.protocol() != "strict-val") return;
    const Json is = selection_document(*run.looks);
    const Json said = read_json_file(run.directory / "selection.json");
    if (said == is) {
      return checks.ok("selection.json", fmt::format("epoch {}, the best look at validation rows",
                                                     is.at("epoch").dump()));
    }
    const JsonDifference other = first_json_difference(said, is);
    checks.differs("selection.json",
                   fmt::format("it says {} of {}, and the looks at validation rows say {}",
                               other.said.dump(), other.pointer, other.is.dump()));
  });
}

void check_record(const RecordedRun& run, RunChecks& checks) {
  check_pipeline_hash(run, checks);
  check_looks(run, checks);
  check_protocol(run, checks);
  check_metrics_lines(run, checks);
  check_selection(run, checks);
}

void check_checkpoint(const RecordedRun& run, RunChecks& checks) {
  constexpr const char* kFile = "checkpoints/last.safetensors";
  if (!run.looks || !run.metrics || !run.identity || run.is_bundle) return;
  checks.attempt("checkpoint", [&] {
    if (!run.has(kFile)) {
      return checks.unchecked("checkpoint",
                              "there is none: the run cannot be taken up again, and "
                              "its record is not confirmed by one");
    }
    const std::string why = wrong_record(run, read_checkpoint_file(run.directory / kFile).record);
    if (!why.empty()) return checks.differs("checkpoint", why);
    checks.ok("checkpoint", "of this run, its looks and its metrics");
  });
}

void check_evaluations(const RecordedRun& run, RunChecks& checks) {
  constexpr const char* kFile = "evaluations.jsonl";
  if (!run.has(kFile)) return;
  checks.attempt(kFile, [&] {
    const RecordChain chain(run.directory / kFile, "the record of evaluations");
    checks.ok(kFile,
              fmt::format("the chain of {} later evaluations is unbroken", chain.records().size()));
  });
}

}  // namespace zeroth::host
