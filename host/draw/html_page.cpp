#include "host/draw/html_page.h"

#include "host/draw/svg.h"

namespace zeroth::host {
namespace {

constexpr const char* kStyle =
    "body{font:15px/1.45 sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;margin:1em 0}th,td{text-align:left;padding:.2em .8em;"
    "border-bottom:1px solid #ddd}.maps{display:flex;flex-wrap:wrap;gap:1.2em}"
    "figure{margin:0;width:196px}figcaption{font-size:13px}.note{background:#fff4d6;padding:.6em "
    "1em}";

std::string row(const char* cell, const std::vector<std::string>& texts) {
  std::string out = "<tr>";
  for (const std::string& text : texts) {
    out += std::string("<") + cell + ">" + markup(text) + "</" + cell + ">";
  }
  return out + "</tr>\n";
}

}  // namespace

std::string html_page(const std::string& title, const std::string& body) {
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
         markup(title) + "</title>\n<style>" + kStyle + "</style></head>\n<body>\n<h1>" +
         markup(title) + "</h1>\n" + body + "</body></html>\n";
}

std::string html_table(const std::vector<std::string>& head,
                       const std::vector<std::vector<std::string>>& rows) {
  std::string out = "<table>\n" + row("th", head);
  for (const auto& texts : rows) out += row("td", texts);
  return out + "</table>\n";
}

}  // namespace zeroth::host
