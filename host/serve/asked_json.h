#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::host {

/// What {"rows": [[...],...], "top": 5} or {"row": [...]} asks for.
struct AskedJson {
  std::vector<float> numbers;  ///< [n,D]
  std::int64_t rows = 0;       ///< n
  std::optional<std::int64_t> top;
};

/// Reads it without building what it says: memory is as long as the rows, however deep it is
/// nested.
/// @throws Refusal(400) naming the row and column, both from 0; Refusal(413) for more rows than
/// `most`.
AskedJson read_asked_json(const std::string& text, std::int64_t columns, std::int64_t most);

/// @throws Refusal(400): rows of another length. `row` is negative where it is about all of them.
[[noreturn]] void refuse_row_length(std::int64_t row, const std::string& has, std::int64_t columns);
/// @throws Refusal(413), always.
[[noreturn]] void refuse_many_rows(std::int64_t most);
/// @throws Refusal(400): a number that is not finite.
[[noreturn]] void refuse_not_finite(std::int64_t row, std::int64_t column, double value);

}  // namespace zeroth::host
