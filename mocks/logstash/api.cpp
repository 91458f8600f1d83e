#include "mocks/logstash/api.h"

#include "mocks/logstash/print.h"

namespace roadworthy::mocks {
namespace {

constexpr std::size_t kMostPathsKept = 100;
constexpr const char* kJson = "application/json";

}  // namespace

LogstashApi::LogstashApi(Node node, Model& model, std::map<std::string, std::string> payloads)
    : node_(std::move(node)), model_(model), payloads_(std::move(payloads)), log_levels_(default_log_levels()) {}

void LogstashApi::answer(const httplib::Request& request, httplib::Response& response) {
  std::string path = request.path;
  while (path.size() > 1 && path.ends_with('/')) {
    path.pop_back();
  }
  const auto payload = payloads_.find(path);
  if (payload != payloads_.end() && (request.method == "GET" || request.method == "HEAD")) {
    response.set_content(payload->second, kJson);
    const std::scoped_lock lock(mutex_);
    if (const Json document = Json::parse(payload->second, nullptr, false); !document.is_discarded()) {
      note_served(path, document);
    }
    return;
  }
  const Figures figures = model_.figures();
  const std::scoped_lock lock(mutex_);
  Answer answer = answer_route(request, path, node_, figures, log_levels_);
  response.status = answer.status;
  if (!answer.text.empty()) {
    response.set_content(answer.text, "text/plain");
    return;
  }
  response.set_content(print(answer.document, request.has_param("pretty")), kJson);
  if (answer.status == 200) {
    note_served(path, std::move(answer.document));
  }
}

void LogstashApi::note_served(const std::string& path, Json document) {
  ++answers_;
  if (served_.contains(path) || served_.size() < kMostPathsKept) {
    served_[path] = {.number = answers_, .document = std::move(document)};
  }
}

Json LogstashApi::stats(const Figures& figures) const {
  return stats_document(node_, figures);
}

std::map<std::string, LogstashApi::Served> LogstashApi::served() const {
  const std::scoped_lock lock(mutex_);
  return served_;
}

}  // namespace roadworthy::mocks
