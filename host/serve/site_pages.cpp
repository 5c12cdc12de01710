#include "host/serve/site_pages.h"

#include <algorithm>
#include <iterator>

#include "page_bytes.h"

namespace zeroth::host {
namespace {

template <std::size_t Size>
constexpr std::string_view bytes(const char (&file)[Size]) {
  return {file, Size};
}

constexpr PageFile kPageFiles[] = {
    {"/", "text/html; charset=utf-8", bytes(page_html)},
    {"/page.css", "text/css; charset=utf-8", bytes(page_css)},
    {"/page.js", "text/javascript; charset=utf-8", bytes(page_js)},
};

}  // namespace

const PageFile* page_file(std::string_view path) {
  const auto* found = std::find_if(std::begin(kPageFiles), std::end(kPageFiles),
                                   [&](const PageFile& one) { return one.path == path; });
  return found == std::end(kPageFiles) ? nullptr : found;
}

}  // namespace zeroth::host
