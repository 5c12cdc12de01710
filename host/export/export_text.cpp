#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "host/base/columns.h"
#include "host/export/export_model.h"

namespace zeroth::host {
namespace {

std::string decimal_size_text(double bytes) {
  constexpr double kThousand = 1000;
  if (bytes < kThousand) return fmt::format("{:.0f} B", bytes);
  if (bytes < kThousand * kThousand) return fmt::format("{:.1f} kB", bytes / kThousand);
  return fmt::format("{:.1f} MB", bytes / kThousand / kThousand);
}

std::string shape_text(const Json& of) {
  std::vector<std::string> sizes;
  for (const Json& one : of.at("sizes")) {
    sizes.push_back(one.is_string() ? one.get<std::string>() : one.dump());
  }
  return fmt::format("{} [{}]", of.at("name").get<std::string>(), fmt::join(sizes, ", "));
}

std::string check_text(const Json& one) {
  return fmt::format("{} {}: largest relative difference {:.1e}, the same class in {}",
                     one.at("count").dump(), one.at("rows").get<std::string>(),
                     one.at("difference").get<double>(), one.at("same_class").dump());
}

std::string opencv_text(const Json& document) {
  if (!document.contains("opencv")) return "";
  const Json& by = document.at("opencv");
  const auto version = by.at("version").get<std::string>();
  if (!by.contains("cannot")) return fmt::format("OpenCV {} on {}\n", version, check_text(by));
  return fmt::format("OpenCV {} cannot run it: {}; no other program has run this file\n", version,
                     by.at("cannot").get<std::string>());
}

}  // namespace

std::string export_text(const Json& document, std::size_t columns) {
  std::string text;
  for (const Json& one : document.at("files")) {
    text += fmt::format("{} ({})\n", one.at("file").get<std::string>(),
                        decimal_size_text(one.at("bytes").get<double>()));
  }
  const bool computes = document.at("to") != "safetensors";
  if (computes) {
    text += fmt::format("{} -> {}, scaling inside, any N\n", shape_text(document.at("input")),
                        shape_text(document.at("output")));
  }
  if (document.contains("opset")) {
    text +=
        fmt::format("ONNX opset {}, approved by ONNX's own checker\n", document.at("opset").dump());
  }
  text += "compared with the model:\n";
  for (const Json& one : document.at("checked")) text += check_text(one) + "\n";
  if (document.contains("unchecked")) {
    text += fmt::format("no real rows: {}; give some with --rows\n",
                        document.at("unchecked").get<std::string>());
  }
  return wrapped_lines(text + opencv_text(document), columns);
}

}  // namespace zeroth::host
