#include "host/report/report_page.h"

#include <kainjow/mustache.hpp>

#include "host/base/problem.h"
#include "host/draw/svg.h"
#include "host/report/page_document.h"

namespace zeroth::host {
namespace {

namespace mustache = kainjow::mustache;

/// Markup that also stands between single quotes, which a template may use.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char one : markup(text)) out += one == '\'' ? "&#39;" : std::string(1, one);
  return out;
}

/// What is null or empty shows nothing.
mustache::data filling_of(const Json& value) {
  if (value.is_object()) {
    mustache::data object(mustache::data::type::object);
    for (const auto& [name, member] : value.items()) object.set(name, filling_of(member));
    return object;
  }
  if (value.is_array()) {
    mustache::data list(mustache::data::type::list);
    for (const Json& one : value) list.push_back(filling_of(one));
    return list;
  }
  if (value.is_boolean()) return mustache::data(value.get<bool>());
  if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
    return mustache::data(value.get<std::string>());
  }
  if (value.is_number()) return mustache::data(value.dump());
  return mustache::data(false);
}

}  // namespace

std::string page_of(const ReportPage& page, const PageTemplates& templates) {
  mustache::data filling = filling_of(page_document(page));
  for (const auto& [name, text] : templates) {
    const std::filesystem::path file(name);
    if (file.extension() == ".mustache") {
      filling.set(file.stem().string(), mustache::partial([text = text] { return text; }));
    }
  }
  filling.set("css", templates.at("page.css"));
  filling.set("js", templates.at("page.js"));
  mustache::mustache whole(templates.at("page.mustache"));
  whole.set_custom_escape(escaped);
  std::string html = whole.render(filling);
  if (!whole.is_valid()) {
    throw Failure(Exit::bad_data, {"a template of the page cannot be filled in",
                                   "page.mustache",
                                   {whole.error_message()},
                                   "begin with a copy of those that come with Zeroth"});
  }
  return html;
}

}  // namespace zeroth::host
