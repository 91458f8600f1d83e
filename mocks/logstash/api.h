#pragma once

#include <map>
#include <mutex>
#include <string>

#include <httplib.h>

#include "mocks/logstash/model.h"
#include "mocks/logstash/routes.h"

namespace roadworthy::mocks {

/// The monitoring API over a model that moves. Thread-safe.
class LogstashApi {
 public:
  /// `payloads`: path to the bytes that are served there in place of the model's document, as they are.
  LogstashApi(Node node, Model& model, std::map<std::string, std::string> payloads);

  void answer(const httplib::Request& request, httplib::Response& response);

  /// What `GET /_node/stats` answers when the model's figures are these.
  [[nodiscard]] Json stats(const Figures& figures) const;
  /// The last document that was served of each path (of at most 100 paths): what a client has seen.
  struct Served {
    std::uint64_t number = 0;  ///< Counts answers from 1.
    Json document;
  };
  [[nodiscard]] std::map<std::string, Served> served() const;

 private:
  /// With the lock held.
  void note_served(const std::string& path, Json document);

  const Node node_;
  Model& model_;
  const std::map<std::string, std::string> payloads_;
  mutable std::mutex mutex_;
  LogLevels log_levels_;
  std::map<std::string, Served> served_;
  std::uint64_t answers_ = 0;
};

}  // namespace roadworthy::mocks
