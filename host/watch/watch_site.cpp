#include "host/watch/watch_site.h"

#include <fmt/format.h>

#include <utility>

#include "host/base/begins_with.h"
#include "host/base/printable.h"
#include "host/http/refusal.h"
#include "host/watch/page_parts.h"
#include "host/watch/watch_pages.h"

namespace zeroth::host {
namespace {

constexpr const char* kIndex = "index.html";
constexpr const char* kHtml = "text/html; charset=utf-8";

/// Nothing of other servers, and nobody shows the page inside of another one.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// A report is one file: its style and script are in it.
constexpr const char* kReportPolicy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

HttpAnswer page(int status, std::string html, const char* policy = kPolicy) {
  return {status,
          kHtml,
          std::move(html),
          {{"Content-Security-Policy", policy}, {"Referrer-Policy", "no-referrer"}}};
}

/// What follows that beginning of a path; empty where it has another.
std::string behind(const std::string& path, const std::string& beginning) {
  return begins_with(path, beginning) ? path.substr(beginning.size()) : "";
}

}  // namespace

WatchSite::WatchSite(WatchedFolder& folder, ReportMaker report, HostNames hosts)
    : folder_(folder), reports_(std::move(report)), hosts_(std::move(hosts)) {}

HttpAnswer WatchSite::missing(const std::string& what, int status) {
  return page(status, missing_page(folder_.path().string(), what));
}

HttpAnswer WatchSite::run(const std::string& name) {
  const std::optional<RunSummary> run = folder_.run(name);
  if (!run) return missing(fmt::format("There is no run {}", printable_line(name)));
  const bool has_report = run->state == RunState::finished;
  return page(200, run_page(folder_.path().string(), *run, has_report));
}

/// @param way  "NAME/" or "NAME/figures/table-1-cost.csv"; a name of a run may have slashes, too
HttpAnswer WatchSite::report(const std::string& way) {
  std::string name;
  for (const RunSummary& one : folder_.view()->runs) {
    const bool fits = begins_with(way, one.name);
    const bool is_whole = fits && (way.size() == one.name.size() || way[one.name.size()] == '/');
    if (is_whole && one.name.size() > name.size()) name = one.name;
  }
  const std::optional<RunSummary> run = folder_.run(name);
  if (!run || run->state != RunState::finished) {
    return missing(fmt::format("There is no finished run {}", printable_line(shortened(way, 80))));
  }
  const std::string place = report_path(name);
  if (way.size() == name.size()) return {302, kHtml, place + "\n", {{"Location", place}}};
  const std::string file = way.size() == name.size() + 1 ? kIndex : way.substr(name.size() + 1);
  try {
    auto content = reports_.file(*run, file);
    if (!content) {
      return missing(fmt::format("The report has no {}", printable_line(shortened(file, 80))));
    }
    if (file == kIndex) return page(200, std::move(*content), kReportPolicy);
    return {
        200, media_type_of(file), std::move(*content), {{"Content-Security-Policy", "sandbox"}}};
  } catch (const std::exception& error) {
    return missing(fmt::format("There is no report of {}: {}", name, shortened(error.what(), 1000)),
                   500);
  }
}

std::optional<HttpAnswer> WatchSite::answer(const RequestHead& head) {
  hosts_.check(head);
  if (head.method != "GET" && head.method != "HEAD") {
    throw Refusal(405,
                  {fmt::format("nothing here takes {}", printable_line(shortened(head.method, 20))),
                   "",
                   {"runs are shown and never changed"},
                   "ask with GET"},
                  {{"Allow", "GET, HEAD"}});
  }
  if (head.path == "/") return page(200, list_page(folder_.path().string(), *folder_.view()));
  if (head.path == "/watch.css")
    return HttpAnswer{200, "text/css; charset=utf-8", std::string(watch_style())};
  if (head.path == "/watch.js")
    return HttpAnswer{200, "text/javascript; charset=utf-8", std::string(watch_script())};
  if (head.path == "/healthz") return HttpAnswer{200, "application/json", "{\"ok\":true}\n"};
  if (const std::string name = behind(head.path, "/run/"); !name.empty()) return run(name);
  if (const std::string name = behind(head.path, "/report/"); !name.empty()) return report(name);
  return missing(fmt::format("There is no page {}", printable_line(shortened(head.path, 80))));
}

/// Nobody is asked for a body: requests are refused by their heads.
HttpAnswer WatchSite::answer(const RequestHead& head, std::string) { return *answer(head); }

}  // namespace zeroth::host
