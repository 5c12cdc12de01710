#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace zeroth::host {

/// The files that a page is made of, by name: page.mustache, which is the page, other templates
/// that it includes by `{{> name}}`, page.css and page.js.
using PageTemplates = std::map<std::string, std::string>;

/// Those of the program.
PageTemplates page_templates();

/// The same with each file that `folder` has in their place, and more `.mustache` files of it.
/// @throws Failure(no_input) where there is no such folder or nothing of use in it, Failure(io)
/// where it cannot be read, Failure(bad_data) where a template is broken, includes one that is
/// missing, or itself.
PageTemplates page_templates(const std::filesystem::path& folder);

}  // namespace zeroth::host
