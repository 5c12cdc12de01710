#pragma once

#include <string>
#include <vector>

namespace zeroth::host {

/// A whole HTML document that needs nothing else. `body` is markup.
std::string html_page(const std::string& title, const std::string& body);

/// A table of texts.
std::string html_table(const std::vector<std::string>& head,
                       const std::vector<std::vector<std::string>>& rows);

}  // namespace zeroth::host
