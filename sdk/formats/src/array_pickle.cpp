#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/formats/array_pickle.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/numpy_type.h>

#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zeroth::formats {
namespace {

// The pickle of an array needs some sixty; a limit keeps a hostile file from nesting for ever.
constexpr int kMostSteps = 500;

/// Something on the stack of a pickle.
struct Value {
  enum Kind { mark, nothing, whole, text, tuple, name, type, array } kind = nothing;
  std::int64_t number = 0;    ///< of a whole number or truth value
  std::string_view view;      ///< of a text that lies in the file
  std::string own;            ///< of a name, or of bytes that had to be decoded
  std::vector<Value*> parts;  ///< of a tuple; of what BUILD gave an object

  std::string_view bytes() const { return own.empty() ? view : std::string_view(own); }
};
/// Refuses in one place; `why` is completed by the file.
struct NotThatArray {
  std::string why;
};

[[noreturn]] void refuse(std::string why) { throw NotThatArray{std::move(why)}; }

/// Code points below 256 in UTF-8, as Python's protocol 2 writes bytes.
std::string latin1(std::string_view utf8) {
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    if (first < 0x80) {
      bytes += utf8[i];
      continue;
    }
    if ((first != 0xc2 && first != 0xc3) || i + 1 == utf8.size()) refuse("its bytes are damaged");
    bytes += static_cast<char>((first & 3) << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3f));
  }
  return bytes;
}

/// A text of the file itself. What was put together while reading grows twofold with every use,
/// and no pickle of an array uses it as a text again.
std::string_view text_of(const Value& value) {
  if (value.kind != Value::text || !value.own.empty()) refuse("it is damaged");
  return value.view;
}

bool is_name(const Value& value, std::string_view module, std::string_view name) {
  return value.kind == Value::name && value.own == fmt::format("{}.{}", module, name);
}

/// Some function of NumPy, whose modules version 2 has renamed.
bool is_numpy(const Value& value, std::string_view module, std::string_view name) {
  return is_name(value, fmt::format("numpy.core.{}", module), name) ||
         is_name(value, fmt::format("numpy._core.{}", module), name);
}

/// The few opcodes that the pickle of an array consists of, carried out as bookkeeping. Values may
/// hold each other in circles, so they live and die together with this object.
class Unpickler {
 public:
  Unpickler(const char* data, std::size_t size) : rest_(data, size) {}

  const Value* read() {
    for (int step = 0; step < kMostSteps; ++step) {
      const auto opcode = static_cast<unsigned char>(take(1)[0]);
      if (opcode == '.') return pop();
      carry_out(opcode);
    }
    refuse("it holds something else than one array");
  }

 private:
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) refuse("it is cut short");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::uint64_t number(std::size_t size) {
    std::uint64_t value = 0;
    std::memcpy(&value, take(size).data(), size);
    return value;
  }

  std::string_view line() {
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos) refuse("it is cut short");
    const std::string_view taken = take(end);
    take(1);
    return taken;
  }

  Value* make(Value::Kind kind) {
    values_.emplace_back();
    values_.back().kind = kind;
    return &values_.back();
  }

  Value* pop() {
    if (stack_.empty()) refuse("it is damaged");
    Value* top = stack_.back();
    stack_.pop_back();
    return top;
  }

  void push_whole(std::int64_t value) {
    stack_.push_back(make(Value::whole));
    stack_.back()->number = value;
  }

  void push_text(std::string_view text) {
    stack_.push_back(make(Value::text));
    stack_.back()->view = text;
  }

  void push_name(std::string_view module, std::string_view name) {
    stack_.push_back(make(Value::name));
    stack_.back()->own = fmt::format("{}.{}", module, name);
  }

  void push_tuple(std::size_t count) {
    if (stack_.size() < count) refuse("it is damaged");
    Value* tuple = make(Value::tuple);
    tuple->parts.assign(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
    stack_.resize(stack_.size() - count);
    stack_.push_back(tuple);
  }

  void push_tuple_to_mark() {
    std::size_t count = 0;
    while (count < stack_.size() && stack_[stack_.size() - 1 - count]->kind != Value::mark) ++count;
    push_tuple(count);
    Value* tuple = pop();
    pop();  // the mark
    stack_.push_back(tuple);
  }

  void remember(std::uint64_t place) {
    if (stack_.empty() || place > kMostSteps) refuse("it is damaged");
    if (memo_.size() <= place) memo_.resize(place + 1);
    memo_[place] = stack_.back();
  }

  void recall(std::uint64_t place) {
    if (place >= memo_.size() || !memo_[place]) refuse("it is damaged");
    stack_.push_back(memo_[place]);
  }

  /// What a call would return, for the four calls that occur; no other is accepted.
  void reduce() {
    const Value* arguments = pop();
    const Value* function = pop();
    const auto& parts = arguments->parts;
    if (is_numpy(*function, "multiarray", "_reconstruct") && !parts.empty() &&
        is_name(*parts[0], "numpy", "ndarray")) {
      stack_.push_back(make(Value::array));
    } else if (is_numpy(*function, "numeric", "_frombuffer") && parts.size() == 4) {
      push_array_of_buffer(parts);
    } else if (is_name(*function, "numpy", "dtype") && !parts.empty()) {
      stack_.push_back(make(Value::type));
      stack_.back()->own = text_of(*parts[0]);
    } else if (is_name(*function, "_codecs", "encode") && !parts.empty()) {
      stack_.push_back(make(Value::text));
      stack_.back()->own = latin1(text_of(*parts[0]));
    } else {
      refuse(fmt::format("it would call {}", function->kind == Value::name ? function->own : "?"));
    }
  }

  /// An array of protocol 5 has its state at once: numbers, type, shape, order ("C" or "F").
  void push_array_of_buffer(const std::vector<Value*>& parts) {
    Value* version = make(Value::whole);
    Value* fortran = make(Value::whole);
    fortran->number = text_of(*parts[3]) == "F";
    stack_.push_back(make(Value::array));
    stack_.back()->parts = {version, parts[2], parts[1], fortran, parts[0]};
  }

  /// Gives an array or a type its state.
  void build() {
    const Value* state = pop();
    if (stack_.empty()) refuse("it is damaged");
    Value& object = *stack_.back();
    const bool known = object.kind == Value::array || object.kind == Value::type;
    if (!known || state->kind != Value::tuple || !object.parts.empty()) {
      refuse("it holds something else than one array");
    }
    object.parts = state->parts;
  }

  void carry_out(unsigned char opcode) {
    if (!push_value(opcode) && !push_tuple_or_name(opcode) && !use_memo(opcode)) {
      act(opcode);
    }
  }

  bool push_value(unsigned char opcode) {
    switch (opcode) {
      case 'N':
        return stack_.push_back(make(Value::nothing)), true;
      case 0x88:
        return push_whole(1), true;
      case 0x89:
        return push_whole(0), true;
      case 'K':
        return push_whole(static_cast<std::int64_t>(number(1))), true;
      case 'M':
        return push_whole(static_cast<std::int64_t>(number(2))), true;
      case 'J':
        return push_whole(static_cast<std::int32_t>(number(4))), true;
      case 'U':  // texts and bytes, by the width of their length
      case 'C':
      case 0x8c:
        return push_text(take(number(1))), true;
      case 'T':
      case 'B':
      case 'X':
        return push_text(take(number(4))), true;
      case 0x8d:
      case 0x8e:
      case 0x96:
        return push_text(take(number(8))), true;
      default:
        return false;
    }
  }

  bool push_tuple_or_name(unsigned char opcode) {
    switch (opcode) {
      case '(':
        return stack_.push_back(make(Value::mark)), true;
      case ')':
        return push_tuple(0), true;
      case 't':
        return push_tuple_to_mark(), true;
      case 0x85:
      case 0x86:
      case 0x87:
        return push_tuple(opcode - 0x84u), true;
      case 'c': {
        const std::string_view module = line();
        return push_name(module, line()), true;
      }
      case 0x93: {
        const Value* name = pop();
        const Value* module = pop();
        return push_name(text_of(*module), text_of(*name)), true;
      }
      default:
        return false;
    }
  }

  bool use_memo(unsigned char opcode) {
    switch (opcode) {
      case 'q':
        return remember(number(1)), true;
      case 'r':
        return remember(number(4)), true;
      case 0x94:
        return remember(memo_.size()), true;
      case 'h':
        return recall(number(1)), true;
      case 'j':
        return recall(number(4)), true;
      default:
        return false;
    }
  }

  void act(unsigned char opcode) {
    if (opcode == 0x80) return check_protocol(number(1));
    if (opcode == 0x95) return void(take(8));  // how long the frame is
    if (opcode == 'R') return reduce();
    if (opcode == 'b') return build();
    refuse("it holds something else than one array");
  }

  static void check_protocol(std::uint64_t protocol) {
    if (protocol >= 2 && protocol <= 5) return;
    refuse(fmt::format("its protocol is {}, not 2 to 5", protocol));
  }

  std::string_view rest_;
  std::deque<Value> values_;
  std::vector<Value*> stack_;
  std::vector<Value*> memo_;
};

/// NumPy keeps the order of bytes apart from the type.
std::string dtype_of(const Value& type) {
  if (type.kind != Value::type || type.parts.size() < 2) refuse("it is damaged");
  return fmt::format("{}{}", type.parts[1]->bytes(), type.own);
}

/// As many numbers as the shape says.
std::size_t count_of(const std::vector<std::int64_t>& shape, std::size_t width, std::size_t bytes) {
  std::size_t count = 1, needed = 0;
  for (const auto length : shape) {
    if (length < 0 || __builtin_mul_overflow(count, length, &count)) count = bytes + 1;
  }
  if (__builtin_mul_overflow(count, width, &needed) || needed != bytes) {
    refuse("its numbers do not fill its shape");
  }
  return count;
}

/// The bytes of a value, kept alive: those of the file, or a copy of what had to be decoded.
StoredNumbers numbers_of(const Value& value, const MappedFile& mapped) {
  if (value.own.empty()) return {{}, value.view.data(), 0, mapped.owner};
  const auto copy = std::make_shared<const std::string>(value.own);
  return {{}, copy->data(), 0, copy};
}

/// State of an array: version, shape, type, whether in Fortran order, numbers.
PickledArray to_array(const Value& array, const MappedFile& mapped) {
  if (array.kind != Value::array || array.parts.size() != 5) refuse("it holds no NumPy array");
  const Value& numbers = *array.parts[4];
  PickledArray found;
  found.dtype = dtype_of(*array.parts[2]);
  found.fortran_order = array.parts[3]->number != 0;
  for (const Value* length : array.parts[1]->parts) found.shape.push_back(length->number);
  const auto type = numpy_type(found.dtype);
  if (!type) refuse(fmt::format("its array holds {}", other_numpy_type(found.dtype)));
  found.numbers = numbers_of(numbers, mapped);
  found.numbers.type = *type;
  found.numbers.count = count_of(found.shape, type->width, numbers.bytes().size());
  return found;
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& why) {
  throw Error(Fault::bad_data, {"cannot read a pickle: only that of one array of numbers is read",
                                file.string(),
                                {why},
                                "save it with numpy.save as .npy"});
}

}  // namespace

PickledArray read_array_pickle(const std::filesystem::path& file) {
  const MappedFile mapped = map_file(file);
  try {
    if (mapped.size < 2 || static_cast<unsigned char>(mapped.data[0]) != 0x80) {
      refuse("it does not begin like one of protocol 2 to 5");
    }
    Unpickler unpickler(mapped.data, mapped.size);
    return to_array(*unpickler.read(), mapped);
  } catch (const NotThatArray& problem) {
    fail(file, problem.why);
  }
}

Matrix read_matrix_pickle(const std::filesystem::path& file) {
  const PickledArray array = read_array_pickle(file);
  if (array.shape.size() != 2) {
    fail(file, fmt::format("its array has {} dimensions, not 2", array.shape.size()));
  }
  return numpy_matrix(array.numbers, array.shape[0], array.shape[1], array.fortran_order);
}

}  // namespace zeroth::formats
