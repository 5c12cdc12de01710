#include "host/log/tensorboard_events.h"

#include "host/log/event_file.h"
#include "host/log/proto_bytes.h"
#include "host/record/sealed_json.h"
#include "host/runs/flat_json.h"

namespace zeroth::host {
namespace {

// Numbers of fields, of the .proto files that each is named after.
namespace event {
constexpr int wall_time = 1, step = 2, file_version = 3, summary = 5, session_log = 7;
}
namespace summary {
constexpr int value = 1, tag = 1, simple_value = 2, tensor = 8, metadata = 9, plugin_data = 1;
constexpr int plugin_name = 1, plugin_content = 2;
}  // namespace summary
namespace tensor {
constexpr int dtype = 1, shape = 2, string_val = 8, dim = 2, dim_size = 1;
constexpr std::uint64_t of_strings = 7;
}  // namespace tensor
namespace hparams {
constexpr int session_start = 3, session_end = 4;
constexpr int hparam = 1, start_time = 5, status = 1, end_time = 2;
constexpr std::uint64_t succeeded = 1, failed = 2;
}  // namespace hparams

ProtoBytes event_at(double time, std::int64_t step) {
  ProtoBytes bytes;
  bytes.real(event::wall_time, time);
  if (step != 0) bytes.number(event::step, static_cast<std::uint64_t>(step));
  return bytes;
}

std::string record_of(const ProtoBytes& bytes) { return framed_record(bytes.text()); }

ProtoBytes metadata_of(const char* plugin, const ProtoBytes& content) {
  return ProtoBytes().message(
      summary::plugin_data,
      ProtoBytes().bytes(summary::plugin_name, plugin).message(summary::plugin_content, content));
}

/// An event of one value that a plugin of TensorBoard reads.
std::string plugin_event(double time, const char* tag, const ProtoBytes& metadata,
                         const ProtoBytes& content) {
  ProtoBytes value;
  value.bytes(summary::tag, tag);
  if (!content.text().empty()) value.message(summary::tensor, content);
  value.message(summary::metadata, metadata);
  return record_of(
      event_at(time, 0).message(event::summary, ProtoBytes().message(summary::value, value)));
}

/// The pipeline in Markdown.
std::string pipeline_event(const LoggedRun& run, double time) {
  std::string text = "    ";
  for (const char c : file_text(run.pipeline)) {
    text += c;
    if (c == '\n') text += "    ";  // a block of code
  }
  const ProtoBytes shape =
      ProtoBytes().message(tensor::dim, ProtoBytes().number(tensor::dim_size, 1));
  const ProtoBytes content = ProtoBytes()
                                 .number(tensor::dtype, tensor::of_strings)
                                 .message(tensor::shape, shape)
                                 .bytes(tensor::string_val, text);
  return plugin_event(time, "pipeline/text_summary", metadata_of("text", ProtoBytes()), content);
}

/// As google.protobuf.Value.
ProtoBytes value_of(const Json& value) {
  constexpr int kNumber = 2, kString = 3, kBool = 4;
  if (value.is_number()) return ProtoBytes().real(kNumber, value.get<double>());
  if (value.is_boolean()) return ProtoBytes().number(kBool, value.get<bool>() ? 1 : 0);
  return ProtoBytes().bytes(kString, plain_text(value));
}

std::string settings_event(const LoggedRun& run, double time) {
  constexpr int kKey = 1, kValue = 2;  // of an entry of a map
  ProtoBytes start;
  for (const auto& [name, value] : flat_values(run.pipeline)) {
    start.message(hparams::hparam, ProtoBytes().bytes(kKey, name).message(kValue, value_of(value)));
  }
  start.real(hparams::start_time, run.start);
  return plugin_event(time, "_hparams_/session_start_info",
                      metadata_of("hparams", ProtoBytes().message(hparams::session_start, start)),
                      ProtoBytes());
}

}  // namespace

std::string first_events(const LoggedRun& run, double now) {
  constexpr int kStatus = 1;
  constexpr std::uint64_t kStart = 1;
  return record_of(event_at(now, 0).bytes(event::file_version, "brain.Event:2")) +
         record_of(
             event_at(now, 0).message(event::session_log, ProtoBytes().number(kStatus, kStart))) +
         pipeline_event(run, now) + settings_event(run, now);
}

std::string scalar_event(const LineMetrics& metrics) {
  if (metrics.values.empty()) return "";
  ProtoBytes all;
  for (const MetricValue& one : metrics.values) {
    all.message(summary::value, ProtoBytes()
                                    .bytes(summary::tag, one.name)
                                    .real32(summary::simple_value, static_cast<float>(one.value)));
  }
  return record_of(event_at(metrics.time, metrics.step).message(event::summary, all));
}

std::string end_event(LoggedEnd how, double now) {
  ProtoBytes end;
  if (how == LoggedEnd::finished) end.number(hparams::status, hparams::succeeded);
  if (how == LoggedEnd::failed) end.number(hparams::status, hparams::failed);
  end.real(hparams::end_time, now);
  return plugin_event(now, "_hparams_/session_end_info",
                      metadata_of("hparams", ProtoBytes().message(hparams::session_end, end)),
                      ProtoBytes());
}

}  // namespace zeroth::host
