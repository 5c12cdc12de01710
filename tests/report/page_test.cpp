#include <ATen/core/Tensor.h>
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "host/base/problem.h"
#include "host/report/make_tables.h"
#include "host/report/report_charts.h"
#include "host/report/report_page.h"
#include "tests/report/made_runs.h"

using namespace zeroth::host;

namespace {

/// A folder of templates of a test, which goes with it.
class TemplateFolder {
 public:
  TemplateFolder() {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemplateFolder() { std::filesystem::remove_all(path_); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_ = std::filesystem::temp_directory_path() / "zeroth-page-test";
};

std::string page(const PageTemplates& templates, const std::string& name = "a") {
  MadeRun one, other;
  one.name = name;
  other.name = "b";
  const ReportData data = grouped(made_runs(both(three_seeds(one), three_seeds(other))),
                                  {{"runs/<gone>", "it is 'running' & more"}});
  ReportTableOptions options;
  options.resamples.count = 100;
  Progress progress(ProgressMode::none, stderr);
  const ReportTables tables = tables_of(data, options, progress);
  const auto charts = charts_of(data, tables);
  ReportPage contents{data, tables, charts};
  contents.made = "2026-01-31T00:00:00.000Z";
  contents.references = {{"key<1>", "@article{key, title={A & B}}", {"ood.knn"}}};
  return page_of(contents, templates);
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string refusal(const std::filesystem::path& folder) {
  try {
    page_templates(folder);
  } catch (const Failure& failure) {
    std::string text = render(failure.problems().front());
    for (std::size_t at; (at = text.find(folder.string())) != std::string::npos;) {
      text.replace(at, folder.string().size(), "DIR");
    }
    return text;
  }
  return "";
}

}  // namespace

TEST_CASE("a page shows tables, figures, what was left out and what was used") {
  const std::string html = page(page_templates());
  CHECK(html.rfind("<!DOCTYPE html>\n", 0) == 0);
  for (const char* part :
       {"<title>6 runs on CUB</title>", "id=\"table-1\"", "d0d0d0d0d0d0d0d0",
        "final-epoch (the last epoch)", "<svg xmlns", "figures/table-1-seen-unseen.csv",
        "runs/&lt;gone&gt;", "1 run left out", "it is &#39;running&#39; &amp; more", "key&lt;1&gt;",
        "A &amp; B", "href=\"references.bib\"", "ood.knn", "1.0.0 (0123456789abcdef)", "against"}) {
    CAPTURE(part);
    CHECK(holds(html, part));
  }
  CHECK(!holds(html, "{{"));
  for (const char* outside : {"src=\"http", "href=\"http", "url(http", "@import"})
    CHECK(!holds(html, outside));
}

TEST_CASE("nothing that users name becomes markup") {
  const std::string evil = "<script>alert(1)</script>\"'&{{title}}\xFF";
  const std::string html = page(page_templates(), evil);
  CHECK(!holds(html, "<script>alert"));
  CHECK(holds(html, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;{{title}}\xEF\xBF\xBD"));
}

TEST_CASE("templates of a user take the place of those of the program") {
  const TemplateFolder folder;
  folder.write("page.mustache",
               "{{title}}|{{#groups}}{{> mine}}{{/groups}}|'{{#left_out}}{{#rows}}{{#cells}}"
               "{{text}};{{/cells}}{{/rows}}{{/left_out}}'");
  folder.write("mine.mustache", "({{data}} {{protocol}})");
  folder.write("notes.txt", "{{broken");
  CHECK(page(page_templates(folder.path())) ==
        "6 runs on CUB|(CUB final-epoch (the last epoch))|'runs/&lt;gone&gt;;it is "
        "&#39;running&#39; &amp; "
        "more;'");
}

TEST_CASE("a style of a user alone") {
  const TemplateFolder folder;
  folder.write("page.css", "body { color: teal; }");
  const std::string html = page(page_templates(folder.path()));
  CHECK(holds(html, "<style>\nbody { color: teal; }\n</style>"));
  CHECK(holds(html, "id=\"table-1\""));
}

TEST_CASE("templates that are missing or broken are refused before anything is made") {
  const std::string fix =
      "  fix    host/report/page of the sources, or share/zeroth/report of an installation, has "
      "those that come "
      "with Zeroth; begin with a copy";
  const TemplateFolder folder;
  CHECK(refusal(folder.path() / "none") ==
        "error: cannot read the folder of templates\n  where  DIR\n  why    No such file or "
        "directory\n" +
            fix);
  CHECK(refusal(folder.path()) ==
        "error: the folder has no templates\n  where  DIR\n  why    a page is made of "
        "figure.mustache, page.css, "
        "page.js, page.mustache, table.mustache\n" +
            fix);
  folder.write("page.mustache", "a {{#groups}} b");
  CHECK(refusal(folder.path()) ==
        "error: a template of the page is broken\n  where  DIR/page.mustache\n  why    Unclosed "
        "section "
        "\"groups\" at 2\n" +
            fix);
  folder.write("page.mustache", "a {{> nothing }} b");
  CHECK(refusal(folder.path()) ==
        "error: a template of the page is broken\n  where  DIR/page.mustache\n  why    it includes "
        "\"nothing\", "
        "and there is no nothing.mustache\n" +
            fix);
  folder.write("page.mustache", "{{> one}}");
  folder.write("one.mustache", "{{> page}}");
  CHECK(refusal(folder.path()) ==
        "error: a template of the page is broken\n  where  DIR/one.mustache\n  why    it includes "
        "itself by "
        "\"page\"\n" +
            fix);
}
