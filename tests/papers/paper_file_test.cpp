#include "host/papers/paper_file.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "host/base/problem.h"

using namespace zeroth::host;

namespace {

Paper read_text(const std::string& text) {
  const auto file = std::filesystem::temp_directory_path() / "zeroth-papers-test.json";
  std::ofstream(file) << text;
  return read_paper(file);
}

/// What is said of a wrong file.
Problem problem_of(const std::string& text) {
  try {
    read_text(text);
  } catch (const Failure& failure) {
    CHECK(failure.code() == Exit::bad_configuration);
    return failure.problems().front();
  }
  FAIL("it was read: " << text);
  return {};
}

std::string with_row(const std::string& row) {
  return R"({"zeroth_paper": 1, "title": "T", "paper": "P", "protocol": "paper-oracle",
 "figures": ["U", "H"], "data": ["CUB", "FLO"], "classes": {"FLO": [82, 20]},
 "rows": [)" +
         row + "]}";
}

}  // namespace

TEST_CASE("rows with pipelines and rows without") {
  const Paper paper = read_text(with_row(
      R"({"row": "a", "pipelines": {"FLO": ["x", "y"], "CUB": "x"}, "told": {"FLO": "so"}},
         {"row": "b", "not_here": "no plugin", "published": {"CUB": [1.5, null]}})"));
  CHECK(paper.name == "zeroth-papers-test");
  CHECK(paper.classes == std::vector<std::pair<std::size_t, std::size_t>>{{0, 0}, {82, 20}});
  REQUIRE(paper.rows.size() == 2);
  CHECK(paper.rows[0].cells[0].pipelines.size() == 1);
  CHECK(paper.rows[0].cells[1].pipelines[1].name == "y");
  CHECK(paper.rows[0].cells[1].told == "so");
  CHECK(paper.rows[0].cells[0].published == std::vector<std::optional<double>>(2));
  CHECK(paper.rows[1].not_here == "no plugin");
  CHECK(paper.rows[1].cells[0].published[0] == 1.5);
  CHECK(!paper.rows[1].cells[0].published[1]);
  CHECK(!paper.rows[1].cells[1].published[0]);
  CHECK(paper.pipelines() == std::vector<std::string>{"x", "y"});
  CHECK(to_json(paper_of(to_json(paper))) == to_json(paper));
  CHECK_THROWS_AS(paper_of({{"name", "x"}}), Failure);
}

TEST_CASE("what is wrong with a file has its place") {
  CHECK(problem_of("[]").what == "a table of a paper says \"zeroth_paper\": 1");
  CHECK(problem_of(R"({"zeroth_study": 1})").what == "a table of a paper says \"zeroth_paper\": 1");
  const Problem unknown = problem_of(with_row(R"({"row": "a", "pipeline": {"CUB": "x"}})"));
  CHECK(unknown.what == "unknown \"pipeline\"; did you mean \"pipelines\"?");
  CHECK(unknown.where.find("zeroth-papers-test.json:3:") != std::string::npos);
  CHECK(problem_of(with_row(R"({"row": "a"})")).what ==
        "a row has \"pipelines\", or says in \"not_here\" why it has none");
  CHECK(problem_of(with_row(R"({"row": "a", "pipelines": {"CUP": "x"}})")).what ==
        "\"CUP\" is none of the data sets of the table; did you mean \"CUB\"?");
  CHECK(problem_of(with_row(R"({"row": "a", "pipelines": {"CUB": []}})")).what ==
        "a cell has a pipeline, or is not there");
  CHECK(problem_of(with_row(R"({"row": "a", "pipelines": {"CUB": 3}})")).what ==
        "a pipeline is a name or a file");
  CHECK(problem_of(with_row(R"({"row": "a", "pipelines": []})")).what ==
        "\"pipelines\" must be an object by data sets");
  CHECK(problem_of(with_row(R"({"row": "a", "pipelines": {"CUB": "x"}, "published": {}})")).what ==
        "published figures of a row with pipelines stand in the pipelines");
  CHECK(problem_of(with_row(R"({"row": "a", "not_here": "x", "published": {"CUB": [1]}})")).what ==
        "published figures are a list of 2: U, H, each a number or null");
  CHECK(
      problem_of(with_row(R"({"row": "a", "pipelines": {"CUB": "x"}, "told": {"CUB": 1}})")).what ==
      "what is told of a cell must be a text");
  CHECK(problem_of(with_row("3")).what == "a row must be an object");
  CHECK(problem_of(with_row("")).what == "\"rows\" must be a list of rows");
  CHECK(problem_of(R"({"zeroth_paper": 1, "title": 3})").what == "\"title\" must be a text");
  CHECK(problem_of(R"({"zeroth_paper": 1, "title": "t", "paper": "p", "protocol": "o",
                       "figures": ["U", "U"]})")
            .what == "\"figures\" must name at least one, and each once");
  CHECK(problem_of(R"({"zeroth_paper": 1, "title": "t", "paper": "p", "protocol": "o",
                       "figures": [1]})")
            .what == "\"figures\" must be a list of texts");
  CHECK(problem_of(R"({"zeroth_paper": 1, "title": "t", "paper": "p", "protocol": "o",
                       "figures": ["U"], "data": ["A"], "classes": {"A": [1]}})")
            .what == "classes are two numbers: seen and unseen ones");
}
