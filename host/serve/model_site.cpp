#include "host/serve/model_site.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "host/base/json.h"
#include "host/base/printable.h"
#include "host/http/body_room.h"
#include "host/http/refusal.h"
#include "host/model/ranked_classes.h"
#include "host/serve/asked_rows.h"
#include "host/serve/site_pages.h"

namespace zeroth::host {
namespace {

constexpr const char* kJsonAnswer = "application/json";
constexpr std::int64_t kTop = 5;
// Some 20 MB of an answer.
constexpr std::int64_t kMostTold = 250'000;

/// Nothing of other servers, and nobody shows the page inside of another one.
constexpr const char* kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string json_line(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json classes_json(const ServedModel& served, const ServeLimits& limits) {
  const LoadedModel& model = served.model;
  const Json& card = model.card();
  Json about = Json::object();
  for (const char* member : {"name", "recipe", "protocol", "setting", "figures", "data", "reads"}) {
    if (card.contains(member)) about[member] = card.at(member);
  }
  about["accepts"] = accepted_bodies(served);
  about["limits"] = {{"bytes", limits.body}, {"rows", limits.rows}};
  Json classes = Json::array();
  for (const ModelClass& one : model.classes()) {
    classes.push_back({{"class", one.name}, {"id", one.id}, {"seen", one.is_seen}});
  }
  return {{"model", std::move(about)}, {"classes", std::move(classes)}};
}

std::int64_t number_of_top(const std::string& text) {
  std::int64_t top = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, top);
  if (error == std::errc() && end == last && top >= 1) return top;
  throw Refusal(400, {fmt::format("top is \"{}\"", printable_line(shortened(text, 40))),
                      "",
                      {"it is how many classes to tell of a row, from 1"},
                      "ask for /predict?top=5"});
}

/// What may be asked of a path; empty where there is none.
std::string methods_of(const std::string& path) {
  if (path == "/predict") return "POST";
  const bool is_there =
      path == "/classes" || path == "/healthz" || path == "/metrics" || page_file(path);
  return is_there ? "GET, HEAD" : "";
}

}  // namespace

ModelSite::ModelSite(const ServedModel& served, Scorer& scorer, const ServeLimits& limits,
                     HostNames hosts)
    : served_(served),
      scorer_(scorer),
      limits_(limits),
      hosts_(std::move(hosts)),
      classes_(json_line(classes_json(served, limits))) {}

void ModelSite::check_method(const RequestHead& head) const {
  const std::string methods = methods_of(head.path);
  if (methods.empty()) {
    throw Refusal(404, {fmt::format("there is no {}", printable_line(shortened(head.path, 80))),
                        "",
                        {"there are /, /predict, /classes, /healthz and /metrics"},
                        "ask for one of these"});
  }
  if (methods.find(head.method) != std::string::npos) return;
  throw Refusal(
      405,
      {fmt::format("{} does not take {}", head.path, printable_line(shortened(head.method, 20))),
       "",
       {"it takes " + methods},
       head.path == "/predict" ? "send rows with POST" : "ask with GET"},
      {{"Allow", methods}});
}

HttpAnswer ModelSite::answer_get(const RequestHead& head) const {
  if (head.path == "/classes") return {200, kJsonAnswer, classes_};
  if (head.path == "/healthz") return {200, kJsonAnswer, "{\"ok\":true}\n"};
  if (head.path == "/metrics") return {200, "text/plain; version=0.0.4", metrics_.text()};
  const PageFile& file = *page_file(head.path);
  return {200,
          std::string(file.type),
          std::string(file.content),
          {{"Content-Security-Policy", kPagePolicy}, {"Referrer-Policy", "no-referrer"}}};
}

std::optional<HttpAnswer> ModelSite::answer(const RequestHead& head) {
  hosts_.check(head);
  check_method(head);
  if (head.path != "/predict") return answer_get(head);
  check_body_type(head, served_);
  if (const auto top = head.parameter("top")) number_of_top(*top);
  if (!head.has_end) {
    throw Refusal(411, {"the request does not say how long its body is",
                        "",
                        {"it has no Content-Length"},
                        "send one, or \"Transfer-Encoding: chunked\""});
  }
  if (head.length.value_or(0) > limits_.body) refuse_long_body(limits_.body);
  return std::nullopt;
}

HttpAnswer ModelSite::answer(const RequestHead& head, std::string body) {
  const AskedRows asked = read_asked_rows(head, body, served_, limits_.rows);
  body.clear();
  const auto in_query = head.parameter("top");
  const std::int64_t wanted = asked.top.value_or(in_query ? number_of_top(*in_query) : kTop);
  const auto top = std::min(wanted, static_cast<std::int64_t>(served_.model.classes().size()));
  const std::int64_t rows = asked.samples.size(0);
  if (rows * top > kMostTold) {
    throw Refusal(
        413, {"the answer would be too long",
              "",
              {fmt::format("{} classes of each of {} rows are more than {}", top, rows, kMostTold)},
              "ask for fewer classes (top) or rows at a time"});
  }
  HttpAnswer answer{200, kJsonAnswer, predictions(asked.samples, top)};
  metrics_.count_rows(rows);
  return answer;
}

std::string ModelSite::predictions(const at::Tensor& samples, std::int64_t top) {
  const at::Tensor scores = scorer_.scores(samples);
  std::string text = "{\"model\":" + Json(served_.model.card().at("name")).dump() + ",\"rows\":[";
  rank_classes(scores, served_.model.classes(), top,
               [&](std::int64_t row, const std::vector<RankedClass>& best) {
                 if (row > 0) text += ',';
                 const Json line = {{"row", row}, {"classes", ranked_json(best)}};
                 text += line.dump(-1, ' ', false, Json::error_handler_t::replace);
               });
  return text + "]}\n";
}

void ModelSite::answered(const std::string& path, int status, double seconds) {
  metrics_.count_answer(methods_of(path).empty() ? "other" : path, status, seconds);
}

}  // namespace zeroth::host
