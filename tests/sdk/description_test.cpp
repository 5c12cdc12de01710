#include <doctest/doctest.h>
#include <zeroth/description.h>
#include <zeroth/error.h>

#include <cmath>
#include <string>

using namespace zeroth;

namespace {

ParameterDescription parameter(const char* name, Value value) {
  ParameterDescription made;
  made.name = name;
  made.help = "of the test";
  made.type = type_of(value);
  made.default_value = std::move(value);
  return made;
}

/// Something of everything that a description can say.
Description everything() {
  Description all;
  all.summary = "a summary";
  all.citations = {"arXiv:2402.11424"};
  all.parameters = {parameter("flag", true),
                    parameter("count", std::int64_t(3)),
                    parameter("rate", 0.5),
                    parameter("form", std::string("cos")),
                    parameter("sizes", std::vector<std::int64_t>{4, 5}),
                    parameter("rates", std::vector<double>{0.5, 2}),
                    parameter("names", std::vector<std::string>{"a"}),
                    parameter("groups", IntegerLists{{0, 2}, {1}}),
                    parameter("inputs", StringsByName{{"a", "b"}}),
                    parameter("weights", NumbersByName{{"a", 2}})};
  all.parameters[1].at_least = 1;
  all.parameters[1].at_most = 7;
  all.parameters[1].any_size = true;
  all.parameters[1].per_unseen_class = true;
  all.parameters[2].above = 0;
  all.parameters[2].below = 1;
  all.parameters[2].mix = {"scores", "fine_scores", "coarse_scores"};
  all.parameters[3].one_of = {"cos", "half"};
  all.parameters[3].not_empty = true;
  all.parameters[3].is_path = true;
  all.parameters[3].deprecated = "use another";
  all.parameters[3].aliases = {"shape"};
  all.parameters[4].default_value.reset();
  all.parameters[4].example = "[4]";
  all.inputs = {{"logits", {"N", "C"}, "float"}};
  all.outputs = {{"scores", {"B", "C"}, "float"}};
  all.children = {{"backbone", "expert", "any expert", true, "expert.dan", true}};
  all.pieces = {"one.piece"};
  all.non_negative = true;
  all.arrays = {{"features", "[D, N]", "a column for each image"}, {"names", "[C]", "names", true}};
  all.remarks = {"Rows count from 1."};
  all.validates = true;
  return all;
}

std::string problem_of(const ParameterDescription& rule, const Value& value) {
  std::string text;
  for (const ValueProblem& one : problems_of(rule, value)) text += one.path + " " + one.what + "\n";
  return text;
}

std::string refusal(const Description& description, const Values& given) {
  try {
    checked(description, given);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("description: what is written is read again, all of it") {
  const std::string text = to_json(everything());
  const Description read = parse_description(text);
  CHECK(to_json(read) == text);
  CHECK(read.parameters[1].default_value == Value(std::int64_t(3)));
  CHECK(!read.parameters[4].default_value);
  CHECK(read.parameters[7].default_value == Value(IntegerLists{{0, 2}, {1}}));
  CHECK(read.children.front().default_use == "expert.dan");
}

TEST_CASE("description: what is none is refused") {
  for (const char* text : {"", "{}", "[1]", R"({"summary": 1})"}) {
    CHECK_THROWS_AS(parse_description(text), Error);
  }
  CHECK_THROWS_WITH_AS(
      parse_description(R"({"summary": "", "cite": [], "inputs": [], "children": [], "parameters":
          [{"name": "n", "type": "complex", "help": ""}]})"),
      "no type of a parameter is called \"complex\"", Error);
}

TEST_CASE("description: bounds hold for every element, and a NaN fails them") {
  ParameterDescription sizes = parameter("sizes", std::vector<std::int64_t>{4});
  sizes.at_least = 1;
  CHECK(problem_of(sizes, std::vector<std::int64_t>{4, 0, 3}) ==
        "/1 \"sizes\" must be at least 1, not 0\n");
  ParameterDescription weights = parameter("weights", NumbersByName());
  weights.above = 0;
  CHECK(problem_of(weights, NumbersByName{{"a", -0.5}}) ==
        "/a \"weights\" must be above 0, not -0.5\n");
  ParameterDescription rate = parameter("rate", 0.5);
  rate.below = 1;
  CHECK(problem_of(rate, std::nan("")) == " \"rate\" must be below 1, not null\n");
  CHECK(problem_of(rate, 0.25).empty());
}

TEST_CASE("description: a whole number is a size unless it is said to be none") {
  ParameterDescription count = parameter("count", std::int64_t(1));
  CHECK(problem_of(count, std::int64_t(2'000'000'000)) ==
        " \"count\" must be at most 1000000000, not 2000000000\n");
  count.any_size = true;
  CHECK(problem_of(count, std::int64_t(2'000'000'000)).empty());
}

TEST_CASE("description: numbers as people write them") {
  CHECK(number_text(1e6) == "1000000");
  CHECK(number_text(-3) == "-3");
  CHECK(number_text(0.25) == "0.25");
  CHECK(number_text(1e20) == "1e+20");
}

TEST_CASE("description: texts") {
  ParameterDescription form = parameter("form", std::string("cos"));
  form.one_of = {"cos", "half"};
  CHECK(problem_of(form, std::string("sin")) ==
        " \"form\" must be one of cos, half, not \"sin\"\n");
  form.one_of.clear();
  form.not_empty = true;
  CHECK(problem_of(form, std::string()) == " \"form\" must not be empty\n");
}

TEST_CASE("description: values are completed by defaults, and everything wrong is told at once") {
  Description description;
  description.parameters = {parameter("rate", 0.5), parameter("root", std::string())};
  description.parameters[0].aliases = {"speed"};
  description.parameters[1].default_value.reset();
  const Values values =
      checked(description, {{"speed", std::int64_t(2)}, {"root", std::string("x")}});
  CHECK(values.at("rate") == Value(2.0));
  CHECK(refusal(description, {{"rate", std::string("x")}, {"rat", 1.0}}) ==
        "unknown parameter \"rat\"\nrate is of the wrong type\n\"root\" is missing");
}
