#include "host/bundle/redaction.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using zeroth::host::Json;
using zeroth::host::without_folders;

TEST_CASE("of an absolute path its last name stays") {
  for (const auto& one : std::vector<std::pair<std::string, std::string>>{
           {"/home/ada/data/CUB", "CUB"},
           {"/home/ada/my data/CUB/", "CUB"},
           {"/home/ada/p.json:3:5", "p.json:3:5"},
           {"--run-dir=/scratch/my runs", "--run-dir=my runs"},
           {"data.params.root=/data/CUB", "data.params.root=CUB"},
           {"cannot open \"/a/b/c.mat\": it is gone", "cannot open \"c.mat\": it is gone"},
           {"see /a/b and (/c/d)", "see b and (d)"},
           {"/", "/"},
           {"", ""},
           {"and/or", "and/or"},
           {"3 / 4", "3 / 4"},
           {"https://arxiv.org/abs/1707.00600", "https://arxiv.org/abs/1707.00600"},
           {"../data/CUB", "../data/CUB"},
           {"runs/2026-01-31-a", "runs/2026-01-31-a"}}) {
    CAPTURE(one.first);
    const auto& [text, rest] = one;
    CHECK(without_folders(text) == rest);
  }
}

TEST_CASE("what a document loses is named, and references are kept") {
  const Json document = {{"data", {{"root", "/data/CUB"}, {"scale", 1}}},
                         {"list", {"/a/b", "c"}},
                         {"student", {{"embedding", {{"ref", "/generator"}}}}}};
  std::vector<std::string> changed;
  const Json rest = without_folders(document, changed);
  CHECK(rest == Json({{"data", {{"root", "CUB"}, {"scale", 1}}},
                      {"list", {"b", "c"}},
                      {"student", {{"embedding", {{"ref", "/generator"}}}}}}));
  CHECK(changed == std::vector<std::string>{"/data/root", "/list/0"});
}
