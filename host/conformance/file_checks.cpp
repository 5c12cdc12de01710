#include <fmt/format.h>

#include <optional>

#include "host/base/problem.h"
#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/component.h"
#include "host/conformance/file_copies.h"
#include "host/conformance/read_data.h"
#include "host/data/checks.h"
#include "host/read/recognition.h"
#include "host/text/required_path.h"

namespace zeroth::host::checks {
namespace {

/// What comes of an attempt to read.
struct Attempt {
  bool refused = false;
  std::string crooked;  ///< what was thrown instead of an Error of the files; empty: nothing
};

Attempt attempt(const Subject& subject, const Json& params) {
  try {
    const MadeReader reader(subject, params);
    check_data_set(reader.read(), reader.place());
    return {};
  } catch (const Failure& failure) {
    const bool of_files = failure.code() != Exit::run_failed;
    return {true, of_files ? "" : text_of(failure)};
  }
}

std::string crooked_text(const std::string& when, const std::string& what) {
  return fmt::format("{} {}; throw an Error(no_input) or Error(bad_data) that names the file", when,
                     what);
}

std::string taken_text(const std::string& part) {
  return fmt::format("it takes {} for a whole file: compare its size with what it declares", part);
}

/// What is wrong with how it reads where one file is damaged; empty if nothing is.
std::string fault_at(const Subject& subject, const FileCopies& copies,
                     const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  copies.remove(file);
  const Attempt without = attempt(subject, copies.params());
  if (!without.crooked.empty()) {
    return crooked_text(fmt::format("without \"{}\"", name), without.crooked);
  }
  // A table may be cut where a line ends, which nobody can tell: one refused part is enough.
  bool takes_parts = without.refused;
  for (const int share : {0, 2, 3}) {
    copies.cut(file, share == 0 ? 0 : copies.size_of(file) / static_cast<std::uintmax_t>(share));
    const std::string part = fmt::format("{} \"{}\"", share == 0 ? "an empty" : "a part of", name);
    const Attempt damaged = attempt(subject, copies.params());
    if (!damaged.crooked.empty()) return crooked_text("with " + part, damaged.crooked);
    if (share == 0 && without.refused && !damaged.refused) return taken_text(part);
    if (share != 0) takes_parts = takes_parts && !damaged.refused;
  }
  if (takes_parts) return taken_text(fmt::format("a part of \"{}\"", name));
  copies.mend(file);
  return "";
}

/// Parameters that name a file where none is.
std::optional<Json> params_without_files(const Subject& subject, const ScratchFolder& folder) {
  const std::string path = required_path(description_of(subject));
  if (path.empty()) return std::nullopt;
  Json params = needed_parameters(subject);
  params[path] = (folder.path() / "absent").string();
  return params;
}

/// What `recognise()` makes of a path, as text where it throws.
std::optional<RecognisedData> recognised_at(const Subject& subject, const std::string& place,
                                            std::string& thrown) {
  const Json others = without(subject.params, required_path(description_of(subject)));
  try {
    return recognised_by(subject.id, place, others, composer_of(subject));
  } catch (const Failure& failure) {
    thrown = text_of(failure);
    return std::nullopt;
  }
}

/// What is wrong with how it recognises the files that its user gave; empty if nothing is.
std::string misread_files(const Subject& subject, const Json& params) {
  const MadeReader known(subject), found(subject, params);
  const std::string other = different(known.read(), found.read(), Numbers::all);
  if (other.empty()) return "";
  return fmt::format("with the parameters that recognise() gives, it reads others: {}", other);
}

}  // namespace

Verdict missing_files(const Subject& subject) {
  const ScratchFolder folder;
  const auto params = params_without_files(subject, folder);
  if (!params) return skipped("it reads no files");
  const Attempt reading = attempt(subject, *params);
  if (!reading.crooked.empty()) return failed(crooked_text("where no file is,", reading.crooked));
  if (!reading.refused) return failed("it reads a data set where no file is");
  try {
    if (!MadeReader(subject, *params).outline()) return passed();
  } catch (const Failure& failure) {
    if (failure.code() != Exit::run_failed) return passed();
    return failed(crooked_text("where no file is,", text_of(failure)));
  }
  return failed("outline() gives a data set where no file is");
}

Verdict recognises_its_own(const Subject& subject) {
  const std::string path = required_path(description_of(subject));
  if (path.empty()) return skipped("it reads no files");
  const auto reader = make_component<DataReader>(subject, needed_parameters(subject));
  if (!reader.ability<RecognisesFiles>()) return skipped("it recognises no files");
  const ScratchFolder folder;
  std::string thrown;
  if (recognised_at(subject, folder.path().string(), thrown) || !thrown.empty()) {
    return failed(fmt::format("recognise() takes an empty folder for its files{}{}",
                              thrown.empty() ? "" : ": ", thrown));
  }
  if (!subject.params.contains(path)) return passed();
  const auto given = subject.params.at(path).get<std::string>();
  const auto found = recognised_at(subject, given, thrown);
  if (!thrown.empty()) return failed("recognise() refuses the files that it reads: " + thrown);
  if (!found) return warned("recognise() does not know the files that it reads");
  const std::string why = misread_files(subject, found->block.at("params"));
  return why.empty() ? passed() : failed(why);
}

Verdict damaged_files(const Subject& subject) {
  if (required_path(description_of(subject)).empty()) return skipped("it reads no files");
  MadeReader(subject).read();  // whole files first
  const FileCopies copies(subject);
  for (const std::filesystem::path& file : copies.files()) {
    const std::string fault = fault_at(subject, copies, file);
    if (!fault.empty()) return failed(fault);
  }
  return passed();
}

}  // namespace zeroth::host::checks
