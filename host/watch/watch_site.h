#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "host/http/exchange.h"
#include "host/http/host_names.h"
#include "host/watch/report_shelf.h"
#include "host/watch/watched_folder.h"

namespace zeroth::host {

/// What `zeroth watch` says of a folder of runs; nothing that is asked changes anything:
///   GET /              runs that run, and all others
///   GET /run/NAME      one run and its curves
///   GET /report/NAME/  the report of one that has finished, and the files of it
///   GET /watch.css, /watch.js, /healthz
class WatchSite final : public Site {
 public:
  WatchSite(WatchedFolder& folder, ReportMaker report, HostNames hosts);

  std::optional<HttpAnswer> answer(const RequestHead& head) override;
  HttpAnswer answer(const RequestHead& head, std::string body) override;
  void answered(const std::string&, int, double) override { ++answers_; }
  void sent_away() override {}

  /// How many requests were answered.
  std::int64_t answers() const { return answers_; }

 private:
  HttpAnswer run(const std::string& name);
  HttpAnswer report(const std::string& way);
  HttpAnswer missing(const std::string& what, int status = 404);

  WatchedFolder& folder_;
  ReportShelf reports_;
  HostNames hosts_;
  std::atomic<std::int64_t> answers_{0};
};

}  // namespace zeroth::host
