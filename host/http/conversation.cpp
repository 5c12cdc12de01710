#include "host/http/conversation.h"

#include <fmt/format.h>
#include <httplib.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <string>
#include <utility>

#include "host/base/messages.h"
#include "host/base/printable.h"
#include "host/http/body_room.h"
#include "host/http/refusal.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kMostHead = std::size_t{64} << 10;
constexpr std::chrono::seconds kIdle{15};
constexpr std::size_t kNoCount = 1'000'000;  // of requests: the header wants some number

/// How cpp-httplib reads and writes a connection.
class ConnectionStream final : public httplib::Stream {
 public:
  explicit ConnectionStream(Connection& connection) : connection_(connection) {}
  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* out, std::size_t size) override { return connection_.read(out, size); }
  ssize_t write(const char* data, std::size_t size) override {
    return connection_.write(data, size) ? static_cast<ssize_t>(size) : -1;
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return connection_.descriptor(); }

 private:
  Connection& connection_;
};

std::string media_type(const std::string& header) {
  std::string type = header.substr(0, header.find(';'));
  type.erase(
      std::remove_if(type.begin(), type.end(), [](unsigned char c) { return std::isspace(c); }),
      type.end());
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return type;
}

std::vector<std::string> all_values(const httplib::Request& request, const char* name) {
  std::vector<std::string> values;
  const auto [first, last] = request.headers.equal_range(name);
  for (auto one = first; one != last; ++one) values.push_back(one->second);
  return values;
}

bool is_number(const std::string& text) {
  constexpr std::size_t kDigits = 18;
  return !text.empty() && text.size() <= kDigits &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

[[noreturn]] void refuse_framing(const std::string& why) {
  throw Refusal(400, {"nobody can say where the body of the request ends",
                      "",
                      {why},
                      "send one Content-Length, or \"Transfer-Encoding: chunked\""});
}

/// How long the body is, where the head says it in a way that has one meaning only.
std::optional<std::uint64_t> body_length(const httplib::Request& request) {
  const auto lengths = all_values(request, "Content-Length");
  const auto codings = all_values(request, "Transfer-Encoding");
  if (!codings.empty() && (codings.size() > 1 || media_type(codings.front()) != "chunked")) {
    refuse_framing("its Transfer-Encoding is not \"chunked\"");
  }
  if (!codings.empty() && !lengths.empty()) refuse_framing("it says a Content-Length, too");
  if (lengths.empty()) return std::nullopt;
  if (lengths.size() > 1) refuse_framing("it says more than one Content-Length");
  if (!is_number(lengths.front())) {
    refuse_framing(fmt::format("its Content-Length is \"{}\"",
                               printable_line(shortened(lengths.front(), 40))));
  }
  return std::stoull(lengths.front());
}

bool says_body(const httplib::Request& request) {
  return request.has_header("Transfer-Encoding") ||
         (request.has_header("Content-Length") &&
          request.get_header_value("Content-Length") != "0");
}

RequestHead head_of(const httplib::Request& request) {
  RequestHead head;
  head.method = request.method;
  head.path = request.path;
  head.hosts = all_values(request, "Host");
  head.type = media_type(request.get_header_value("Content-Type"));
  head.encoding = request.get_header_value("Content-Encoding");
  head.length = body_length(request);
  head.has_end = head.length || request.has_header("Transfer-Encoding");
  for (const auto& [name, value] : request.params) head.parameters.emplace(name, value);
  return head;
}

void put(httplib::Response& response, HttpAnswer answer) {
  response.status = answer.status;
  for (auto& [name, value] : answer.headers) response.set_header(name, value);
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Cache-Control", "no-store");
  response.set_header("Content-Type", answer.type);
  response.body = std::move(answer.body);
}

void put_refusal(httplib::Response& response, const Refusal& refusal) {
  put(response,
      {refusal.status(), "application/json", refusal_json(refusal.problem()), refusal.headers()});
}

/// Of what went wrong here its owner is told; the client learns nothing of this machine.
Refusal failed(const std::string& why) {
  say("error: a request could not be answered: " + why);
  return {500,
          {"the server failed at this request",
           "",
           {"its terminal says why"},
           "send other rows, or tell whoever runs the server"}};
}

/// Puts the answer, if there is one already. Whatever `answer` throws is one, too.
void put_answer(httplib::Response& response,
                const std::function<std::optional<HttpAnswer>()>& answer) {
  try {
    if (auto made = answer()) put(response, std::move(*made));
  } catch (const Refusal& refusal) {
    put_refusal(response, refusal);
  } catch (const Failure& failure) {
    put_refusal(response, failed(failure.what()));
  } catch (const std::exception& error) {
    put_refusal(response, failed(error.what()));
  }
}

/// What cpp-httplib refuses itself.
Problem problem_of_status(int status) {
  switch (status) {
    case 414:
      return {"the address is too long", "", {"it has more than 8192 bytes"}, "shorten it"};
    case 416:
      return {
          "there are no ranges here", "", {"the header Range is not understood"}, "leave it out"};
    case 404:
      return {"there is no such page", "", {}, "GET / shows what there is"};
    default:
      return {"the request is not understood",
              "",
              {"its first line or a header is not of HTTP 1.1"},
              "ask with curl, or a library for HTTP"};
  }
}

std::string late_answer(const char* fix) {
  const std::string body = refusal_json(
      {"the request came too slowly", "", {"it was not complete when its time was over"}, fix});
  return fmt::format(
      "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nConnection: close\r\n"
      "Content-Length: {}\r\n\r\n{}",
      body.size(), body);
}

}  // namespace

class Conversation::Http : private httplib::Server {
 public:
  Http(Connection& connection, Site& site, const HttpLimits& limits,
       std::atomic<std::size_t>& bodies)
      : connection_(connection),
        stream_(connection),
        site_(site),
        limits_(limits),
        bodies_(bodies) {
    set_keep_alive_timeout(kIdle.count());
    set_keep_alive_max_count(kNoCount);
    set_pre_routing_handler([this](const auto& request, auto& response) {
      return answer_head(request, response) ? HandlerResponse::Handled : HandlerResponse::Unhandled;
    });
    set_expect_100_continue_handler([this](const auto& request, auto& response) {
      return answer_head(request, response) ? response.status : 100;
    });
    Post(".*", [this](const httplib::Request&, httplib::Response& response,
                      const httplib::ContentReader& body) { answer_body(response, body); });
    set_error_handler([this](const httplib::Request&, httplib::Response& response) {
      if (!is_understood_) response.set_header("Connection", "close");
      if (response.body.empty()) {
        put_refusal(response, {response.status, problem_of_status(response.status)});
      }
    });
    set_logger([this](const httplib::Request& request, const httplib::Response& response) {
      const std::chrono::duration<double> took = Connection::Clock::now() - began_;
      site_.answered(request.path, response.status, took.count());
    });
  }

  void hold() {
    while (connection_.wait_for_request(kIdle)) {
      if (!next()) return;
    }
  }

 private:
  using Setup = std::function<void(httplib::Request&)>;

  /// One request. @return whether another may follow.
  bool next() {
    began_ = Connection::Clock::now();
    connection_.begin(limits_.time, kMostHead);
    is_understood_ = is_answered_ = leaves_body_ = false;
    bool is_last = false;
    const bool went_well = process(*this, is_last, [this](httplib::Request& request) {
      connection_.end_head();
      is_understood_ = true;
      leaves_body_ = says_body(request);
      // Parts of an answer and packed ones cost more than they save here.
      request.ranges.clear();
      request.headers.erase("Accept-Encoding");
    });
    if (!went_well && connection_.is_late() && !connection_.has_written()) {
      const std::string late = late_answer(limits_.when_late);
      connection_.write(late.data(), late.size());
      site_.answered("", 408, static_cast<double>(limits_.time.count()));
      connection_.linger();
      return false;
    }
    const bool ends = !went_well || is_last || !is_understood_ || leaves_body_;
    if (ends && connection_.has_written()) connection_.linger();
    return !ends;
  }

  /// Debian 12's takes the addresses of the stream ...
  template <class Self>
  auto process(Self& self, bool& is_last, const Setup& setup)
      -> decltype(self.process_request(self.stream_, false, is_last, setup)) {
    return self.process_request(self.stream_, false, is_last, setup);
  }
  /// ... and Debian 13's as arguments.
  template <class Self>
  auto process(Self& self, bool& is_last, const Setup& setup)
      -> decltype(self.process_request(self.stream_, "", 0, "", 0, false, is_last, setup)) {
    return self.process_request(self.stream_, "", 0, "", 0, false, is_last, setup);
  }

  /// @return whether that is the whole answer.
  bool answer_head(const httplib::Request& request, httplib::Response& response) {
    if (is_answered_) return true;
    put_answer(response, [&] {
      head_ = head_of(request);
      return site_.answer(head_);
    });
    is_answered_ = !response.body.empty();
    if (is_answered_ && leaves_body_) response.set_header("Connection", "close");
    return is_answered_;
  }

  void answer_body(httplib::Response& response, const httplib::ContentReader& reader) {
    BodyRoom room(limits_.body, bodies_);
    put_answer(response, [&]() -> std::optional<HttpAnswer> {
      const bool is_whole =
          reader([&](const char* data, std::size_t size) { return room.add(data, size); });
      if (!is_whole) room.refuse(connection_.is_late());
      leaves_body_ = false;
      return site_.answer(head_, room.take());
    });
    if (leaves_body_) response.set_header("Connection", "close");
  }

  Connection& connection_;
  ConnectionStream stream_;
  Site& site_;
  HttpLimits limits_;
  std::atomic<std::size_t>& bodies_;
  RequestHead head_;
  Connection::Clock::time_point began_;
  bool is_understood_ = false;  ///< else nobody knows where the next request begins
  bool is_answered_ = false;    ///< by what its head says
  bool leaves_body_ = false;    ///< in the connection: nothing behind it can be understood
};

Conversation::Conversation(Connection& connection, Site& site, const HttpLimits& limits,
                           std::atomic<std::size_t>& bodies)
    : http_(std::make_unique<Http>(connection, site, limits, bodies)) {}

Conversation::~Conversation() = default;

void Conversation::hold() { http_->hold(); }

}  // namespace zeroth::host
