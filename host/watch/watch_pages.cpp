#include "host/watch/watch_pages.h"

#include <fmt/format.h>

#include <cctype>
#include <string_view>

#include "host/draw/svg.h"
#include "host/watch/page_parts.h"

namespace zeroth::host {
namespace {

/// As it stands in an address; slashes stay.
std::string encoded(const std::string& name) {
  std::string text;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) || std::string_view("-_.~/").find(c) != std::string::npos;
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return text;
}

}  // namespace

std::string run_path(const std::string& name) { return "/run/" + encoded(name); }

std::string report_path(const std::string& name) { return "/report/" + encoded(name) + "/"; }

std::string missing_page(const std::string& folder, const std::string& what) {
  return framed(what, fmt::format("<h1>{}</h1>\n<p><a href=\"/\">All runs of {}</a></p>\n",
                                  markup(what), markup(folder)));
}

}  // namespace zeroth::host
