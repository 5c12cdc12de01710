#include <doctest/doctest.h>
#include <zeroth/formats/word_table.h>

#include "tests/support/files.h"
#include "tests/support/messages.h"

using zeroth::formats::read_word_table;
using zeroth::formats::WordTable;

namespace {

WordTable table(const std::string& text, const std::set<std::string>& words) {
  const Folder folder;
  return read_word_table(folder.write("words.txt", text), words);
}

std::string said_of(const std::string& text) {
  const Folder folder;
  const auto file = folder.write("words.txt", text);
  std::string said = message_of([&] { read_word_table(file, {"bee", "fox"}); });
  const auto at = said.find("words.txt");
  return at == said.npos ? said : said.substr(at, said.find("\n  fix") - at);
}

}  // namespace

TEST_CASE("words: GloVe's lines, a first line that counts, and words of several parts") {
  const std::vector<float> bee = {1, -0.2F};
  const std::set<std::string> words = {"bee", "cow", "."};
  const WordTable glove = table(". . . 0.5 1\nbee 1 -2e-1 \nfox x\nbee 9 9\n. 3 4\n", words);
  CHECK(glove.length == 2);
  CHECK(glove.vectors.size() == 2);
  CHECK(glove.vectors.at("bee") == bee);
  CHECK(glove.vectors.at(".") == std::vector<float>{3, 4});
  const WordTable word2vec = table("3 2\r\n7 5 6\r\nbee\t1\t-0.2\r\ncow 1 2", words);
  CHECK(word2vec.length == 2);
  CHECK(word2vec.vectors.at("bee") == bee);
  CHECK(word2vec.vectors.count("cow") == 1);
}

TEST_CASE("words: what is no such table is refused") {
  CHECK(said_of("ant 1 2\nbee 1\n") ==
        "words.txt:2\n  why    \"bee\" has 1 numbers, the first word has 2");
  CHECK(said_of("ant 1 2\nfox 1 nan\n") ==
        "words.txt:2\n  why    number 2 of \"fox\" is no finite number: \"nan\"");
  CHECK(said_of("ant bee\n").find("it holds no words with numbers behind them") !=
        std::string::npos);
  CHECK(said_of("").find("it holds no words with numbers behind them") != std::string::npos);
  CHECK(said_of(std::string("3 2\nbee ") + '\0').find("words.txt\n  why    it is no text: ") == 0);
  CHECK(message_of([] { read_word_table("absent.txt", {"bee"}); }).find("absent.txt") !=
        std::string::npos);
}
