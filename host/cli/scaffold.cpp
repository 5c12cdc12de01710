#include "host/cli/scaffold.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/atomic_file.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <regex>
#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

using Names =
    std::vector<std::pair<std::string, std::string>>;  // "template-name" -> "margin-ratio"

/// "MarginRatio" of "margin-ratio".
std::string class_name(const std::string& name) {
  std::string text;
  bool capital = true;
  for (const char c : name) {
    if (c != '-') text += capital ? static_cast<char>(std::toupper(c)) : c;
    capital = c == '-';
  }
  return text;
}

/// What a template calls itself, in the ways that a name is written. Templates are sources that
/// compile as they are.
Names names_of(const std::string& name) {
  std::string file = name;
  std::replace(file.begin(), file.end(), '-', '_');
  return {{"template-name", name}, {"template_name", file}, {"TemplateName", class_name(name)}};
}

std::string filled_in(std::string text, const Names& names) {
  for (const auto& [token, value] : names) {
    for (auto at = text.find(token); at != std::string::npos;
         at = text.find(token, at + value.size())) {
      text.replace(at, token.size(), value);
    }
  }
  return text;
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> sorted_entries(const fs::path& directory) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; at != end; at.increment(error)) {
    entries.push_back(at->path());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

void check_kind(const ScaffoldRequest& request) {
  const std::vector<std::string> kinds = scaffold_kinds(request.templates);
  if (std::find(kinds.begin(), kinds.end(), request.kind) != kinds.end()) return;
  throw Failure(Exit::usage, {fmt::format("there is no template for the kind \"{}\"{}",
                                          request.kind, did_you_mean(nearest(request.kind, kinds))),
                              "zeroth new-plugin",
                              {fmt::format("kinds: {}", fmt::join(kinds, ", "))},
                              ""});
}

void check_name(const std::string& name) {
  // It becomes part of an id, a file and a class.
  static const std::regex well_formed("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  if (std::regex_match(name, well_formed)) return;
  throw Failure(Exit::usage,
                {fmt::format("no plugin can be named \"{}\"", name),
                 "zeroth new-plugin",
                 {"a name is of small letters and digits, with single dashes between words"},
                 "for example margin-ratio"});
}

void make_directory(const fs::path& directory) {
  if (!sorted_entries(directory).empty()) {
    throw Failure(Exit::cannot_create, {"the directory is not empty",
                                        directory.string(),
                                        {"nothing is overwritten"},
                                        "name another one as the last argument"});
  }
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error && fs::is_directory(directory)) return;
  throw Failure(Exit::cannot_create, {"the directory cannot be made",
                                      directory.string(),
                                      {error ? error.message() : "a file of that name is there"},
                                      ""});
}

}  // namespace

std::vector<std::string> scaffold_kinds(const fs::path& templates) {
  std::vector<std::string> kinds;
  for (const fs::path& entry : sorted_entries(templates)) {
    if (fs::is_directory(entry)) kinds.push_back(entry.filename());
  }
  if (!kinds.empty()) return kinds;
  throw Failure(Exit::unavailable, {"there are no templates for plugins",
                                    templates.string(),
                                    {},
                                    "install Zeroth's development files, zeroth-dev"});
}

std::vector<fs::path> scaffold(const ScaffoldRequest& request) {
  check_kind(request);
  check_name(request.name);
  make_directory(request.directory);
  const Names names = names_of(request.name);
  std::vector<fs::path> made;
  for (const fs::path& source : sorted_entries(request.templates / request.kind)) {
    const fs::path target = request.directory / filled_in(source.filename(), names);
    const std::string content = filled_in(content_of(source), names);
    formats::AtomicFile file(target);
    file.write(content.data(), content.size());
    file.commit();
    made.push_back(target);
  }
  return made;
}

}  // namespace zeroth::host
