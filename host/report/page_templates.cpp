#include "host/report/page_templates.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <kainjow/mustache.hpp>
#include <string_view>
#include <system_error>
#include <vector>

#include "host/base/problem.h"
#include "host/base/read_failure.h"
#include "report_embedded.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPage = "page.mustache";
constexpr const char* kHint =
    "host/report/page of the sources, or share/zeroth/report of an installation, has those that "
    "come with Zeroth; begin with a copy";

std::string names_of(const PageTemplates& templates) {
  std::string names;
  for (const auto& one : templates) names += (names.empty() ? "" : ", ") + one.first;
  return names;
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw Failure(Exit::io, {"cannot read a template", file.string(), {}, "check its rights"});
  }
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  expect_readable(stream, file.string());
  return text;
}

/// Names that a template includes.
std::vector<std::string> included_by(const std::string& text) {
  std::vector<std::string> names;
  constexpr std::string_view kOpens = "{{>", kBlank = " \t\r\n";
  for (std::size_t at = 0; (at = text.find(kOpens, at)) != std::string::npos;) {
    at += kOpens.size();
    const std::size_t end = text.find("}}", at);
    if (end == std::string::npos) break;
    const std::string inside = text.substr(at, end - at);
    const std::size_t first = inside.find_first_not_of(kBlank);
    if (first == std::string::npos) continue;
    names.push_back(inside.substr(first, inside.find_last_not_of(kBlank) - first + 1));
  }
  return names;
}

[[noreturn]] void refuse(const fs::path& folder, const std::string& name, const std::string& why) {
  throw Failure(Exit::bad_data,
                {"a template of the page is broken", (folder / name).string(), {why}, kHint});
}

/// @param path  of templates that include each other, to `name`
void check_includes(const PageTemplates& templates, const fs::path& folder, const std::string& name,
                    std::vector<std::string> path) {
  path.push_back(name);
  for (const std::string& included : included_by(templates.at(name))) {
    const std::string file = included + ".mustache";
    if (templates.count(file) == 0) {
      refuse(folder, name, fmt::format("it includes \"{}\", and there is no {}", included, file));
    }
    for (const std::string& one : path) {
      if (one == file) refuse(folder, name, fmt::format("it includes itself by \"{}\"", included));
    }
    check_includes(templates, folder, file, path);
  }
}

bool is_template(const std::string& name) { return fs::path(name).extension() == ".mustache"; }

void check(const PageTemplates& templates, const fs::path& folder) {
  for (const auto& [name, text] : templates) {
    if (!is_template(name)) continue;
    const kainjow::mustache::mustache parsed(text);
    if (!parsed.is_valid()) refuse(folder, name, parsed.error_message());
  }
  check_includes(templates, folder, kPage, {});
}

}  // namespace

PageTemplates page_templates() {
  return {{kPage, std::string(report_embedded::page_mustache)},
          {"table.mustache", std::string(report_embedded::table_mustache)},
          {"figure.mustache", std::string(report_embedded::figure_mustache)},
          {"page.css", std::string(report_embedded::page_css)},
          {"page.js", std::string(report_embedded::page_js)}};
}

PageTemplates page_templates(const fs::path& folder) {
  const PageTemplates own = page_templates();
  PageTemplates templates = own;
  std::error_code error;
  fs::directory_iterator files(folder, error);
  if (error) {
    throw Failure(
        Exit::no_input,
        {"cannot read the folder of templates", folder.string(), {error.message()}, kHint});
  }
  bool any = false;
  for (const fs::directory_entry& file : files) {
    const std::string name = file.path().filename().string();
    if (!file.is_regular_file(error) || (!is_template(name) && templates.count(name) == 0))
      continue;
    // One of its own name is included by nothing unless one of these is there, too.
    any = any || own.count(name) > 0;
    templates[name] = content_of(file.path());
  }
  if (!any) {
    throw Failure(Exit::no_input, {"the folder has no templates",
                                   folder.string(),
                                   {"a page is made of " + names_of(own)},
                                   kHint});
  }
  check(templates, folder);
  return templates;
}

}  // namespace zeroth::host
