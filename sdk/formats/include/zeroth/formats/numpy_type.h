#pragma once

#include <zeroth/formats/stored_numbers.h>
#include <zeroth/matrix.h>

#include <cstdint>
#include <optional>
#include <string>

namespace zeroth::formats {

/// The type that NumPy calls `descr`: "<f4", ">i8", "|b1", ...; nothing where it is none of numbers
/// or one of complex ones.
std::optional<NumberType> numpy_type(const std::string& descr);

/// What an array of any other type holds: "Python objects", "texts", ...
std::string other_numpy_type(const std::string& descr);

/// `rows` x `columns` numbers that lie row after row or, in Fortran order, column after column.
/// Shares what can be used as it lies there.
Matrix numpy_matrix(const StoredNumbers& numbers, std::int64_t rows, std::int64_t columns,
                    bool fortran_order);

}  // namespace zeroth::formats
