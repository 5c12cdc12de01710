#include "host/pipeline/bibliography.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <utility>

#include "host/pipeline/used_plugins.h"
#include "host/text/recipe_block.h"

namespace zeroth::host {
namespace {

/// std::regex needs stack for every character, and no reference is longer.
constexpr std::size_t kLooksAt = 4000;

std::string match(const std::string& text, const char* expression) {
  const std::string start = text.substr(0, kLooksAt);
  std::smatch found;
  return std::regex_search(start, found, std::regex(expression)) ? found[1].str() : "";
}

bool is_bibtex(const std::string& text) {
  return text.size() > 1 && text[0] == '@' && text.back() == '}';
}

/// Number of a preprint, which is what makes two texts name one work.
std::string eprint_of(const std::string& text) {
  const std::string named = match(text, R"(arXiv:(\d{4}\.\d{4,5}))");
  if (!named.empty() || !is_bibtex(text)) return named;
  return match(text, R"re([^A-Za-z]eprint\s*=\s*["{]\s*(\d{4}\.\d{4,5}))re");
}

/// The year that the text says, else the one in the preprint's number.
std::string year_of(const std::string& text, const std::string& eprint) {
  const std::string said = match(text, R"((?:^|[ (])((?:19|20)\d\d)(?![\d.]))");
  if (!said.empty() || eprint.empty()) return said;
  return "20" + eprint.substr(0, 2);
}

/// "Liu" of "Liu et al., NeurIPS 2020".
std::string first_author_of(const std::string& text) { return match(text, R"(^([^,]+) et al\.)"); }

std::string key_of(const std::string& text, const std::string& eprint) {
  if (is_bibtex(text)) return match(text, R"(^@\w+\s*\{\s*([^,\s]+))");
  if (!eprint.empty()) return "arXiv:" + eprint;
  std::string key;
  for (const char c : first_author_of(text) + year_of(text, eprint)) {
    if (std::isalnum(static_cast<unsigned char>(c))) key += c;
  }
  return key.empty() ? "reference" : key;
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '{' || c == '}' || c == '\\') continue;  // a note of plain words needs none of them
    if (std::string("&%$#_").find(c) != std::string::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string entry_of(const std::string& key, const std::string& text) {
  if (is_bibtex(text)) return text;
  const std::string eprint = eprint_of(text), author = first_author_of(text);
  std::vector<std::string> fields;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) fields.push_back(fmt::format("  {} = {{{}}}", name, value));
  };
  add("author", author.empty() ? "" : escaped(author) + " and others");
  add("year", year_of(text, eprint));
  add("eprint", eprint);
  add("archivePrefix", eprint.empty() ? "" : "arXiv");
  add("note", escaped(text));
  return fmt::format("@misc{{{},\n{}\n}}", key, fmt::join(fields, ",\n"));
}

class Collector {
 public:
  void add(const std::vector<std::string>& citations, const std::string& user) {
    for (const std::string& text : citations) {
      Reference& work = known(text);
      if (is_better(text, work.text)) work.text = text;
      if (std::find(work.used_by.begin(), work.used_by.end(), user) == work.used_by.end()) {
        work.used_by.push_back(user);
      }
    }
  }

  std::vector<Reference> take() {
    std::vector<std::string> keys;
    for (Reference& work : works_) {
      const std::string key = key_of(work.text, eprint_of(work.text));
      const auto same = std::count(keys.begin(), keys.end(), key);
      keys.push_back(key);
      const bool rename = same > 0 && !is_bibtex(work.text);
      work.key = rename ? fmt::format("{}-{}", key, same + 1) : key;
      work.bibtex = entry_of(work.key, work.text);
    }
    return std::move(works_);
  }

 private:
  Reference& known(const std::string& text) {
    const std::string eprint = eprint_of(text);
    for (Reference& one : works_) {
      if (one.text == text || (!eprint.empty() && eprint_of(one.text) == eprint)) return one;
    }
    works_.push_back({"", "", text, {}});
    return works_.back();
  }

  /// BibTeX says more than any text, and a long text more than a short one.
  static bool is_better(const std::string& text, const std::string& than) {
    if (is_bibtex(text) != is_bibtex(than)) return is_bibtex(text);
    return text.size() > than.size();
  }

  std::vector<Reference> works_;
};

}  // namespace

std::vector<Reference> references_of(const Json& document, const InstalledPlugins& installed) {
  return references_of(std::vector<Json>{document}, installed);
}

std::vector<Reference> references_of(const std::vector<Json>& documents,
                                     const InstalledPlugins& installed) {
  std::vector<std::string> ids;
  const auto add = [&](std::string id) {
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
  };
  for (const Json& document : documents) {
    add(recipe_id(document));
    for (std::string& id : used_plugins(document)) add(std::move(id));
  }
  Collector collector;
  for (const std::string& id : ids) {
    if (const Description* plugin = installed.find(id)) collector.add(plugin->citations, id);
  }
  return collector.take();
}

}  // namespace zeroth::host
