#include "host/runs/stored_summary.h"

#include <cstring>

#include "host/record/sealed_json.h"

namespace zeroth::host {
namespace {

/// What does not go into a column as it is.
struct Packed {
  std::int64_t state = 0, has_seed = 0, seed = 0, size = 0;
  std::string names, figures, evaluation;
};

Packed packed(const RunSummary& run) {
  Packed values;
  values.state = static_cast<std::int64_t>(run.recorded.state);
  values.has_seed = run.seed.has_value() ? 1 : 0;
  values.seed = static_cast<std::int64_t>(run.seed.value_or(0));
  values.size = static_cast<std::int64_t>(run.size);
  for (const auto& [name, value] : run.figures) {
    values.names += name + "\n";
    values.figures.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  if (!run.progress.evaluation.is_null())
    values.evaluation = file_text(run.progress.evaluation, -1);
  return values;
}

void unpack(const Packed& values, RunSummary& run) {
  const auto states = static_cast<std::int64_t>(state_names().size());
  const bool is_state = values.state >= 0 && values.state < states;
  run.recorded.state = is_state ? static_cast<RunState>(values.state) : RunState::damaged;
  if (values.has_seed != 0) run.seed = static_cast<std::uint64_t>(values.seed);
  run.size = static_cast<std::uintmax_t>(values.size);
  std::size_t begin = 0, at = 0;
  for (; at + sizeof(double) <= values.figures.size(); at += sizeof(double)) {
    const std::size_t end = values.names.find('\n', begin);
    if (end == std::string::npos) break;
    double value = 0;
    std::memcpy(&value, values.figures.data() + at, sizeof value);
    run.figures.emplace_back(values.names.substr(begin, end - begin), value);
    begin = end + 1;
  }
  if (values.evaluation.empty()) return;
  run.progress.evaluation = Json::parse(values.evaluation, nullptr, /*allow_exceptions=*/false);
}

/// Every column in its order. `visit` takes texts, whole numbers and others.
template <class Summary, class Values, class Visit>
void for_each_column(Summary& run, Values& values, Visit&& visit) {
  visit(values.state);
  visit(run.recorded.seconds);
  visit(run.recorded.at);
  visit(run.changed);
  for (auto* text :
       {&run.in_slot, &run.problem, &run.error, &run.start, &run.end, &run.host, &run.user,
        &run.pipeline_name, &run.pipeline_hash, &run.recipe, &run.protocol, &run.setting, &run.data,
        &run.data_hash, &run.progress.part, &run.progress.stage}) {
    visit(*text);
  }
  visit(values.has_seed);
  visit(values.seed);
  visit(run.progress.epoch);
  visit(run.progress.epochs);
  visit(values.size);
  visit(values.names);
  visit(values.figures);
  visit(values.evaluation);
}

class Binder {
 public:
  Binder(Statement& insert, int first, Hasher& sum) : insert_(insert), at_(first), sum_(sum) {}
  void operator()(const std::string& text) {
    insert_.bind(at_++, text);
    add_to(sum_, text);
  }
  template <class Number>
  void operator()(const Number& number) {
    insert_.bind(at_++, number);
    sum_.add(&number, sizeof number);
  }

 private:
  Statement& insert_;
  int at_;
  Hasher& sum_;
};

class ColumnReader {
 public:
  ColumnReader(Statement& row, int first, Hasher& sum) : row_(row), at_(first), sum_(sum) {}
  void operator()(std::string& text) {
    text = row_.bytes(at_++);
    add_to(sum_, text);
  }
  void operator()(double& number) {
    number = row_.real(at_++);
    sum_.add(&number, sizeof number);
  }
  void operator()(std::int64_t& number) {
    number = row_.number(at_++);
    sum_.add(&number, sizeof number);
  }

 private:
  Statement& row_;
  int at_;
  Hasher& sum_;
};

}  // namespace

int summary_columns() {
  RunSummary run;
  Packed values;
  int count = 0;
  for_each_column(run, values, [&](const auto&) { ++count; });
  return count;
}

void bind_summary(Statement& insert, int first, const RunSummary& run, Hasher& sum) {
  const Packed values = packed(run);
  for_each_column(run, values, Binder(insert, first, sum));
}

RunSummary summary_at(Statement& row, int first, Hasher& sum) {
  RunSummary run;
  Packed values;
  for_each_column(run, values, ColumnReader(row, first, sum));
  unpack(values, run);
  return run;
}

void add_to(Hasher& sum, std::string_view bytes) {
  const std::uint64_t size = bytes.size();
  sum.add(&size, sizeof size);
  sum.add(bytes.data(), bytes.size());
}

}  // namespace zeroth::host
