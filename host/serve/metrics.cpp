#include "host/serve/metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <iterator>
#include <memory>

namespace zeroth::host {
namespace {

/// Bytes of this process that are in memory; 0 where the system does not say.
std::int64_t resident_bytes() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "r"),
                                                             std::fclose);
  long all = 0, resident = 0;
  if (!file || std::fscanf(file.get(), "%ld %ld", &all, &resident) != 2) return 0;
  return std::int64_t{resident} * sysconf(_SC_PAGESIZE);
}

void head(std::string& text, const char* name, const char* type, const char* help) {
  fmt::format_to(std::back_inserter(text), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void one_number(std::string& text, const char* name, const char* type, const char* help,
                std::int64_t value) {
  head(text, name, type, help);
  fmt::format_to(std::back_inserter(text), "{} {}\n", name, value);
}

}  // namespace

void Metrics::count_answer(const std::string& path, int status, double seconds) {
  const std::lock_guard lock(mutex_);
  ++answers_[{path, status}];
  for (std::size_t i = 0; i < kBounds.size(); ++i) within_[i] += seconds <= kBounds[i];
  seconds_ += seconds;
  ++count_;
}

void Metrics::count_rows(std::int64_t rows) {
  const std::lock_guard lock(mutex_);
  rows_ += rows;
}

void Metrics::count_sent_away() {
  const std::lock_guard lock(mutex_);
  ++sent_away_;
}

std::int64_t Metrics::answers() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  auto out = std::back_inserter(text);
  head(text, "zeroth_requests_total", "counter", "Answers by path and status.");
  for (const auto& [kind, count] : answers_) {
    fmt::format_to(out, "zeroth_requests_total{{path=\"{}\",code=\"{}\"}} {}\n", kind.first,
                   kind.second, count);
  }
  one_number(text, "zeroth_rows_total", "counter", "Rows that were classified.", rows_);
  one_number(text, "zeroth_clients_sent_away_total", "counter",
             "Connections that were refused because too many were there.", sent_away_);
  head(text, "zeroth_request_seconds", "histogram",
       "From the first byte of a request to the last of its answer.");
  for (std::size_t i = 0; i < kBounds.size(); ++i) {
    fmt::format_to(out, "zeroth_request_seconds_bucket{{le=\"{}\"}} {}\n", kBounds[i], within_[i]);
  }
  fmt::format_to(out,
                 "zeroth_request_seconds_bucket{{le=\"+Inf\"}} {0}\n"
                 "zeroth_request_seconds_sum {1}\nzeroth_request_seconds_count {0}\n",
                 count_, seconds_);
  one_number(text, "process_resident_memory_bytes", "gauge", "Memory of this process.",
             resident_bytes());
  return text;
}

}  // namespace zeroth::host
