#include "host/pipeline/bibliography.h"

#include <doctest/doctest.h>

#include <map>

using namespace zeroth;
using namespace zeroth::host;

namespace {

/// The references of a pipeline whose score asks for these; its recipe comes first and is left out.
std::vector<Reference> cited(const std::vector<std::string>& texts) {
  const Json document = {{"recipe", "two-stage"},
                         {"data", {{"use", "data.synthetic"}}},
                         {"ood", {{"use", "ood.mine"}}}};
  Description mine, recipe;
  mine.citations = texts;
  recipe.citations = {"Wang et al., AAAI 2024, arXiv:2402.11424"};
  const InstalledPlugins installed{[&](const std::string& id) -> const Description* {
                                     if (id == "recipe.two-stage") return &recipe;
                                     return id == "ood.mine" ? &mine : nullptr;
                                   },
                                   {},
                                   {"ood.mine", "recipe.two-stage"}};
  std::vector<Reference> all = references_of(document, installed);
  REQUIRE(!all.empty());
  CHECK(all.front().used_by.front() == "recipe.two-stage");
  all.erase(all.begin());
  return all;
}

std::string bibtex(const std::string& text) { return cited({text}).at(0).bibtex; }

}  // namespace

TEST_CASE("bibliography: what a text says becomes fields, what it does not say is left out") {
  CHECK(bibtex("arXiv:2010.03759") ==
        "@misc{arXiv:2010.03759,\n  year = {2020},\n  eprint = {2010.03759},\n"
        "  archivePrefix = {arXiv},\n  note = {arXiv:2010.03759}\n}");
  CHECK(bibtex("Liu et al., NeurIPS 2020") ==
        "@misc{Liu2020,\n  author = {Liu and others},\n  year = {2020},\n"
        "  note = {Liu et al., NeurIPS 2020}\n}");
  CHECK(bibtex("A. B. & C_D, 50% {of} it") ==
        "@misc{reference,\n  note = {A. B. \\& C\\_D, 50\\% of it}\n}");
  CHECK(bibtex("No year but a number 20201") ==
        "@misc{reference,\n  note = {No year but a number 20201}\n}");
}

TEST_CASE("bibliography: an entry of BibTeX stays as it is") {
  const std::string entry = "@inproceedings{liu2020energy,\n  title = {Energy-based},\n}";
  const std::vector<Reference> works = cited({entry});
  CHECK(works.at(0).bibtex == entry);
  CHECK(works.at(0).key == "liu2020energy");
}

TEST_CASE("bibliography: one work is named once, by the text that says most") {
  const std::string entry = "@misc{key, eprint = {2010.03759}}";
  CHECK(cited({"arXiv:2010.03759", "Liu et al., arXiv:2010.03759"}).size() == 1);
  CHECK(cited({"arXiv:2010.03759", "Liu et al., arXiv:2010.03759"})[0].text ==
        "Liu et al., arXiv:2010.03759");
  CHECK(cited({"Liu et al., NeurIPS 2020, arXiv:2010.03759v2", entry})[0].bibtex == entry);
  CHECK(cited({entry, "Liu et al., NeurIPS 2020, arXiv:2010.03759"})[0].bibtex == entry);
  const std::vector<Reference> two = cited({"Liu et al., A 2020", "Liu et al., B 2020"});
  REQUIRE(two.size() == 2);
  CHECK(two[0].key == "Liu2020");
  CHECK(two[1].key == "Liu2020-2");
  CHECK(cited({"same", "same"}).size() == 1);
}

TEST_CASE("bibliography: a text of any length is no harm") {
  for (const char* around :
       {"%", "@misc{%}", "@misc{k, eprint = %}", "% et al., arXiv:2010.03759"}) {
    std::string text = around;
    text.replace(text.find('%'), 1, std::string(900000, 'a'));
    CHECK(cited({text}).size() == 1);
  }
}
