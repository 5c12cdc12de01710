#include "host/serve/site_pages.h"

#include <algorithm>
#include <iterator>

#include "serve_embedded.h"

namespace zeroth::host {
namespace {

constexpr PageFile kPageFiles[] = {
    {"/", "text/html; charset=utf-8", serve_embedded::page_html},
    {"/page.css", "text/css; charset=utf-8", serve_embedded::page_css},
    {"/page.js", "text/javascript; charset=utf-8", serve_embedded::page_js},
};

}  // namespace

const PageFile* page_file(std::string_view path) {
  const auto* found = std::find_if(std::begin(kPageFiles), std::end(kPageFiles),
                                   [&](const PageFile& one) { return one.path == path; });
  return found == std::end(kPageFiles) ? nullptr : found;
}

}  // namespace zeroth::host
