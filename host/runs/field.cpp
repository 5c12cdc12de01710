#include "host/runs/field.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <map>
#include <set>

#include "host/base/lower_case.h"
#include "host/base/problem.h"
#include "host/runs/clock.h"
#include "host/runs/flat_json.h"
#include "host/runs/units.h"

namespace zeroth::host {
namespace {

FieldValue known_text(const std::string& text) { return {!text.empty(), std::nullopt, text, {}}; }

FieldValue known_number(double number) { return {true, number, fmt::format("{}", number), {}}; }

FieldValue known_count(std::int64_t number) {
  if (number == 0) return {};
  return {true, static_cast<double>(number), std::to_string(number), {}};
}

using TextOf = std::string RunSummary::*;

Field text_field(const char* name, TextOf text, FieldKind kind = FieldKind::text) {
  return {name, name, kind,
          [text](const ListedRun& listed) { return known_text(listed.run.*text); }};
}

Field figure_field(const std::string& name) {
  return {name, name, FieldKind::figure, [name](const ListedRun& listed) {
            const auto figure = listed.run.figure(name);
            return figure ? known_number(*figure) : FieldValue();
          }};
}

template <class Value>
Field field(const char* name, FieldKind kind, Value&& value) {
  return {name, name, kind,
          [value](const ListedRun& listed) -> FieldValue { return value(listed.run); }};
}

FieldValue seed_of(const RunSummary& run) {
  if (!run.seed) return {};
  return {true, static_cast<double>(*run.seed), std::to_string(*run.seed), {}};
}

FieldValue age_of(const RunSummary& run) {
  if (run.last_sign <= 0) return {};
  return known_number(std::max(0.0, clock_seconds() - run.last_sign));
}

std::vector<Field> fields_of_every_run() {
  using R = RunSummary;
  return {
      text_field("run", &R::name),
      field("state", FieldKind::text, [](const R& run) { return known_text(name_of(run.state)); }),
      field("progress", FieldKind::text,
            [](const R& run) { return known_text(run.progress.text()); }),
      field("age", FieldKind::span, age_of),
      field("time", FieldKind::span, [](const R& run) { return known_number(run.seconds); }),
      text_field("pipeline", &R::pipeline_name),
      text_field("recipe", &R::recipe),
      text_field("data", &R::data),
      text_field("protocol", &R::protocol),
      text_field("setting", &R::setting),
      field("seed", FieldKind::number, seed_of),
      figure_field("U"),
      figure_field("S"),
      figure_field("H"),
      figure_field("T1"),
      figure_field("AUSUC"),
      field("size", FieldKind::bytes,
            [](const R& run) { return known_number(static_cast<double>(run.size)); }),
      field("epoch", FieldKind::number,
            [](const R& run) { return known_count(run.progress.epoch); }),
      field("epochs", FieldKind::number,
            [](const R& run) { return known_count(run.progress.epochs); }),
      text_field("start", &R::start, FieldKind::beginning),
      text_field("end", &R::end, FieldKind::beginning),
      text_field("hash", &R::pipeline_hash, FieldKind::beginning),
      text_field("data-hash", &R::data_hash, FieldKind::beginning),
      text_field("host", &R::host),
      text_field("user", &R::user),
      field("path", FieldKind::text, [](const R& run) { return known_text(run.path.string()); }),
      text_field("error", &R::error),
      text_field("problem", &R::problem),
  };
}

/// Figures of any run that are no fields yet.
std::vector<std::string> further_figures(const RunList& list, const std::vector<Field>& fields) {
  std::set<std::string> known;
  for (const Field& one : fields) known.insert(one.name);
  std::vector<std::string> further;
  for (const ListedRun& listed : list.runs) {
    for (const auto& one : listed.run.figures) {
      if (known.insert(one.first).second) further.push_back(one.first);
    }
  }
  return further;
}

/// Places of the table that some run of the list has a value at.
std::vector<std::uint32_t> places_of(const RunList& list) {
  std::vector<bool> used(list.settings.paths().size());
  for (const ListedRun& listed : list.runs) {
    for (const SettingId id : listed.settings) used[list.settings[id].place] = true;
  }
  std::vector<std::uint32_t> places;
  for (std::uint32_t place = 0; place < used.size(); ++place) {
    if (used[place]) places.push_back(place);
  }
  return places;
}

FieldValue value_of(const std::string& json) {
  const Json value = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (value.is_number()) return {true, value.get<double>(), json, json};
  return {true, std::nullopt, plain_text(value), json};
}

Field setting_field(const RunList& list, std::uint32_t place) {
  const std::string& path = list.settings.paths()[place];
  return {path, path, FieldKind::setting, [&list, place](const ListedRun& listed) {
            const SettingTable::Setting* setting = list.setting(listed, place);
            return setting ? value_of(setting->json) : FieldValue();
          }};
}

/// The ends of a path behind its dots, the longest first, the path itself among them.
std::vector<std::string> ends_of(const std::string& path) {
  std::vector<std::string> ends = {path};
  for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', dot + 1)) {
    ends.push_back(path.substr(dot + 1));
  }
  return ends;
}

/// Gives every setting the shortest end of its path that means nothing else.
void shorten_titles(std::vector<Field>& fields) {
  std::map<std::string, int> users;
  for (const Field& one : fields) {
    if (one.kind != FieldKind::setting) {
      ++users[lower_case(one.name)];
    } else {
      for (const std::string& end : ends_of(one.name)) ++users[lower_case(end)];
    }
  }
  for (Field& one : fields) {
    if (one.kind != FieldKind::setting) continue;
    for (const std::string& end : ends_of(one.name)) {
      if (users[lower_case(end)] == 1) one.title = end;
    }
  }
}

template <class Same>
const Field* find_if_one(const std::vector<Field>& fields, Same&& same) {
  const Field* found = nullptr;
  for (const Field& one : fields) {
    if (!same(one)) continue;
    if (found) return nullptr;
    found = &one;
  }
  return found;
}

}  // namespace

Fields::Fields(const RunList& list) : list_(list), fields_(fields_of_every_run()) {
  for (const std::string& name : further_figures(list, fields_)) {
    fields_.push_back(figure_field(name));
  }
  std::set<std::string> names;
  for (const Field& one : fields_) names.insert(one.name);
  for (const std::uint32_t place : places_of(list)) {
    // "seed" and "recipe" are fields already.
    Field one = setting_field(list, place);
    if (names.insert(one.name).second) fields_.push_back(std::move(one));
  }
  shorten_titles(fields_);
}

const Field* Fields::find(const std::string& name) const {
  const auto same = [&](const Field& one) { return one.name == name; };
  if (const Field* found = find_if_one(fields_, same)) return found;
  const std::string lower = lower_case(name);
  const auto alike = [&](const Field& one) { return lower_case(one.name) == lower; };
  if (const Field* found = find_if_one(fields_, alike)) return found;
  const std::vector<const Field*> ending = ending_in(name);
  return ending.size() == 1 ? ending.front() : nullptr;
}

std::vector<const Field*> Fields::ending_in(const std::string& name) const {
  const std::string end = "." + name;
  std::vector<const Field*> found;
  for (const Field& one : fields_) {
    const bool ends = one.kind == FieldKind::setting && one.name.size() > end.size() &&
                      one.name.compare(one.name.size() - end.size(), end.size(), end) == 0;
    if (ends) found.push_back(&one);
  }
  return found;
}

const Field& Fields::at(const std::string& name, const std::string& where) const {
  if (const Field* found = find(name)) return *found;
  std::vector<std::string> why, names;
  for (const Field* one : ending_in(name)) why.push_back(one->name);
  if (!why.empty()) {
    throw Failure(Exit::usage, {fmt::format("{} settings end in \"{}\"", why.size(), name), where,
                                why, "write one of these names in full"});
  }
  for (const Field& one : fields_) {
    names.push_back(one.name);
    names.push_back(one.title);
    if (one.kind == FieldKind::setting) why = {"no run in the list has a setting of that name"};
  }
  if (why.empty()) why = {"no run has been read whose settings could be asked for"};
  throw Failure(
      Exit::usage,
      {fmt::format("no field \"{}\"{}", name, did_you_mean(nearest(name, names))), where, why,
       "`zeroth runs --help` lists the fields; a setting is named by its path, as "
       "train.epochs"});
}

bool Fields::is_in_a_name(const std::string& part) const {
  return std::any_of(list_.runs.begin(), list_.runs.end(), [&](const ListedRun& listed) {
    return listed.run.name.find(part) != std::string::npos;
  });
}

}  // namespace zeroth::host
