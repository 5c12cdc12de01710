#include "host/serve/asked_rows.h"

#include <ATen/ops/empty.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/error.h>
#include <zeroth/finite.h>
#include <zeroth/formats/npy.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/data/unit_regions.h"
#include "host/http/refusal.h"
#include "host/rows/row_kinds.h"
#include "host/serve/asked_json.h"

namespace zeroth::host {
namespace {

constexpr const char* kJsonType = "application/json";
constexpr const char* kBytesType = "application/octet-stream";
constexpr const char* kCsvType = "text/csv";

bool is_npy(const std::string& body) { return begins_with(body, "\x93NUMPY"); }

/// By how files of pictures begin.
bool is_picture(const std::string& body) {
  static const std::string kStarts[] = {"\x89PNG", "\xff\xd8\xff", "GIF8", "BM",
                                        "RIFF",    "II*",          "MM\0*"};
  return std::any_of(std::begin(kStarts), std::end(kStarts),
                     [&](const std::string& start) { return begins_with(body, start); });
}

bool is_picture_type(const RequestHead& head) { return begins_with(head.type, "image/"); }

/// "rows of 2048 numbers"
std::string what_it_reads(const LoadedModel& model) {
  if (!model.reads_regions()) return fmt::format("rows of {} numbers", model.columns());
  return fmt::format("region features of {} channels and {} regions",
                     model.region_sizes().channels(), model.region_sizes().regions());
}

std::string how_to_send(const LoadedModel& model) {
  const char* npy = "a .npy file as application/octet-stream";
  if (model.reads_regions()) return fmt::format("send {}", npy);
  return fmt::format("send JSON as application/json, {}, or CSV as text/csv", npy);
}

[[noreturn]] void refuse_type(const std::string& what, const LoadedModel& model) {
  throw Refusal(415, {what, "", {"the model reads " + what_it_reads(model)}, how_to_send(model)});
}

/// @throws Refusal(415) where the model cannot tell how a picture becomes what it reads.
void expect_pictures(const ServedModel& served) {
  if (!served.pictures) refuse_type("the model reads no pictures", served.model);
}

AskedRows asked_of_picture(const std::string& body, const ServedModel& served) {
  expect_pictures(served);
  return {served.pictures->samples(body), std::nullopt};
}

/// Every row of a file, at most `most`.
at::Tensor all_rows(RowFile& file, std::int64_t columns, std::int64_t most) {
  constexpr std::int64_t kSome = 1024;
  std::int64_t room = std::min(file.rows().value_or(kSome), most + 1), count = 0;
  if (file.rows().value_or(0) > most) refuse_many_rows(most);
  at::Tensor rows = at::empty({std::max<std::int64_t>(room, 1), columns});
  while (const auto got =
             file.read(rows.size(0) - count, rows.data_ptr<float>() + count * columns)) {
    count += got;
    if (count > most) refuse_many_rows(most);
    if (count < rows.size(0)) continue;
    if (file.rows()) break;
    rows.resize_({std::min(2 * count, most + 1), columns});
  }
  return rows.narrow(0, 0, count);
}

at::Tensor csv_rows(const std::string& body, std::int64_t columns, std::int64_t most) {
  // A line is cut into all of its fields at once, so none is longer than a row can be.
  const std::size_t longest = 4096 + static_cast<std::size_t>(columns) * 64;
  for (std::size_t begin = 0, end = 0; begin < body.size(); begin = end + 1) {
    end = std::min(body.find('\n', begin), body.size());
    if (end - begin > longest) {
      throw Refusal(400,
                    {"a line is too long",
                     "",
                     {fmt::format("it has {} bytes, and a row {} numbers", end - begin, columns)},
                     "send a row of numbers in a line, commas between them"});
    }
  }
  std::FILE* stream = fmemopen(const_cast<char*>(body.data()), body.size(), "rb");
  if (!stream) throw std::system_error(errno, std::generic_category(), "no room for a request");
  const auto file = open_csv_rows({"the body", "", columns}, stream, "");
  return all_rows(*file, columns, most);
}

/// It must outlive what is read of it.
formats::MappedFile mapped(const std::string& body) { return {body.data(), body.size(), nullptr}; }

at::Tensor npy_rows(const std::string& body, std::int64_t columns, std::int64_t most) {
  return all_rows(*open_npy_rows({"the body", "", columns}, mapped(body)), columns, most);
}

/// Images [n,R,M] of an array [n,M,H,W], every region with unit norm.
at::Tensor npy_regions(const std::string& body, const LoadedModel& model, std::int64_t most) {
  const std::int64_t channels = model.region_sizes().channels();
  const std::int64_t regions = model.region_sizes().regions();
  const formats::NpyArray array = formats::read_npy(mapped(body), "the body");
  const auto length = [&](std::size_t i) { return static_cast<std::int64_t>(array.shape[i]); };
  if (array.shape.size() != 4 || length(1) != channels || length(2) * length(3) != regions ||
      array.fortran_order) {
    throw Refusal(400, {fmt::format("the array is [{}]", fmt::join(array.shape, ", ")),
                        "",
                        {"the model reads " + what_it_reads(model) + ", as an array [n, M, H, W]"},
                        "extract them by the backbone that the model learned from, at the same "
                        "image size"});
  }
  if (length(0) > most) refuse_many_rows(most);
  const Matrix stored =
      formats::to_matrix({array.file,
                          array.dtype,
                          false,
                          {array.shape[0], array.size() / std::max<std::size_t>(array.shape[0], 1)},
                          array.data,
                          array.owner});
  const at::Tensor images = at::empty({length(0), regions, channels});
  for (std::int64_t i = 0; i < length(0); ++i) {
    float* out = images.data_ptr<float>() + i * regions * channels;
    if (!unit_regions(stored.row(i), channels, regions, out)) {
      throw Refusal(400, {fmt::format("image {} holds numbers that are not finite", i),
                          "",
                          {"images count from 0"},
                          "extract its features again"});
    }
  }
  return images;
}

at::Tensor samples_of(const RequestHead& head, const std::string& body, const LoadedModel& model,
                      std::int64_t most) {
  if (head.type == kCsvType) return csv_rows(body, model.columns(), most);
  if (!is_npy(body)) {
    refuse_type("the body is no .npy file", model);
  }
  return model.reads_regions() ? npy_regions(body, model, most)
                               : npy_rows(body, model.columns(), most);
}

AskedRows asked_of_json(const std::string& body, std::int64_t columns, std::int64_t most) {
  const AskedJson asked = read_asked_json(body, columns, most);
  AskedRows rows{at::empty({asked.rows, columns}), asked.top};
  std::copy(asked.numbers.begin(), asked.numbers.end(), rows.samples.data_ptr<float>());
  return rows;
}

/// What readers of files say of the body, in the words of an answer.
[[noreturn]] void refuse_as(const Problem& problem) { throw Refusal(400, problem); }

AskedRows read_body(const RequestHead& head, const std::string& body, const ServedModel& served,
                    std::int64_t most) {
  const LoadedModel& model = served.model;
  try {
    if (head.type == kJsonType) return asked_of_json(body, model.columns(), most);
    if (is_picture_type(head) || (head.type != kCsvType && is_picture(body))) {
      return asked_of_picture(body, served);
    }
    return {samples_of(head, body, model, most), std::nullopt};
  } catch (const Failure& failure) {
    refuse_as(failure.problems().front());
  } catch (const Error& error) {
    refuse_as(error.problem());
  }
}

}  // namespace

std::vector<std::string> accepted_bodies(const ServedModel& served) {
  std::vector<std::string> kinds = {"json", "npy", "csv"};
  if (served.model.reads_regions()) kinds = {"npy"};
  if (served.pictures) kinds.push_back("picture");
  return kinds;
}

void check_body_type(const RequestHead& head, const ServedModel& served) {
  const LoadedModel& model = served.model;
  if (!head.encoding.empty() && head.encoding != "identity") {
    refuse_type("packed bodies are not read", model);
  }
  if (is_picture_type(head)) return expect_pictures(served);
  const bool is_text = head.type == kJsonType || head.type == kCsvType;
  if (is_text && model.reads_regions()) refuse_type("regions are read of .npy files only", model);
  if (is_text || head.type == kBytesType) return;
  if (head.type == "multipart/form-data") refuse_type("forms are not read", model);
  refuse_type(head.type.empty() ? "the request does not say what its body is"
                                : fmt::format("bodies of type {} are not read", head.type),
              model);
}

AskedRows read_asked_rows(const RequestHead& head, const std::string& body,
                          const ServedModel& served, std::int64_t most) {
  AskedRows asked = read_body(head, body, served, most);
  if (asked.samples.size(0) == 0) {
    throw Refusal(
        400,
        {"there is no row to predict", "", {"the body holds none"}, how_to_send(served.model)});
  }
  if (const auto bad = all_finite(asked.samples) ? std::nullopt : first_not_finite(asked.samples)) {
    refuse_not_finite(bad->row, bad->place, bad->value);
  }
  return asked;
}

}  // namespace zeroth::host
