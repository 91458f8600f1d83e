#include <csignal>
#include <filesystem>
#include <memory>
#include <rpc.grpc.pb.h>

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include "mocks/http/started_program.h"

namespace roadworthy::mocks::etcd {
namespace {

namespace pb = ::etcdserverpb;
using nlohmann::json;
using testing::HasSubstr;

constexpr std::chrono::seconds kPatience{30};

std::vector<std::string> command(const std::vector<std::string>& more) {
  std::vector<std::string> words{ROADWORTHY_BUILD_FOLDER "/libexec/roadworthy/roadworthy-etcd", "--control"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The stand-in, and a client of its own gRPC for each of its addresses.
class RunningEtcd {
 public:
  explicit RunningEtcd(const std::vector<std::string>& more = {"--listen", "127.0.0.1:0"}) : program_(command(more)) {
    const auto line = json::parse(program_.read_line().value_or("null"), nullptr, false);
    std::string addresses = line.is_object() ? line.value("address", "") : "";
    while (!addresses.empty()) {
      const std::size_t comma = std::min(addresses.find(','), addresses.size());
      channels_.push_back(grpc::CreateChannel(addresses.substr(0, comma), grpc::InsecureChannelCredentials()));
      addresses.erase(0, comma + 1);
    }
  }

  StartedProgram& program() { return program_; }
  [[nodiscard]] std::size_t addresses() const { return channels_.size(); }
  [[nodiscard]] const std::shared_ptr<grpc::Channel>& channel(std::size_t at = 0) const { return channels_.at(at); }

  bool fault(const json& faults) { return program_.ask({{"command", "fault"}, {"faults", faults}}).value("ok", false); }

  grpc::Status put(const std::string& key, const std::string& value, std::size_t at = 0,
                   std::chrono::milliseconds patience = kPatience) const {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + patience);
    pb::PutRequest request;
    request.set_key(key);
    request.set_value(value);
    pb::PutResponse response;
    return pb::KV::NewStub(channel(at))->Put(&context, request, &response);
  }

  grpc::Status get(const pb::RangeRequest& request, pb::RangeResponse& response, std::size_t at = 0) const {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    return pb::KV::NewStub(channel(at))->Range(&context, request, &response);
  }

  std::string value_of(const std::string& key, std::size_t at = 0) const {
    pb::RangeRequest request;
    request.set_key(key);
    pb::RangeResponse response;
    const auto status = get(request, response, at);
    return !status.ok() ? status.error_message() : response.kvs().empty() ? "nothing" : response.kvs(0).value();
  }

 private:
  StartedProgram program_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
};

/// A watch of everything that begins with `a`.
class RunningWatch {
 public:
  explicit RunningWatch(RunningEtcd& etcd) : stub_(pb::Watch::NewStub(etcd.channel())) {
    context_.set_deadline(std::chrono::system_clock::now() + kPatience);
    stream_ = stub_->Watch(&context_);
    pb::WatchRequest request;
    request.mutable_create_request()->set_key("a");
    request.mutable_create_request()->set_range_end("b");
    stream_->Write(request);
    created_ = stream_->Read(&response_) && response_.created();
  }
  RunningWatch(const RunningWatch&) = delete;
  RunningWatch& operator=(const RunningWatch&) = delete;
  ~RunningWatch() { context_.TryCancel(); }

  [[nodiscard]] bool created() const { return created_; }
  const pb::WatchResponse* next() { return stream_->Read(&response_) ? &response_ : nullptr; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<pb::Watch::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<pb::WatchRequest, pb::WatchResponse>> stream_;
  pb::WatchResponse response_;
  bool created_ = false;
};

TEST(EtcdProgram, KeepsEverythingWhenItIsKilled) {
  std::string folder = (std::filesystem::temp_directory_path() / "roadworthy-etcd-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  {
    RunningEtcd etcd({"--listen", "127.0.0.1:0", "--data-dir", folder});
    EXPECT_TRUE(etcd.put("a", "one").ok());
    EXPECT_TRUE(etcd.put("a", "two").ok());
    etcd.program().signal(SIGKILL);
    EXPECT_EQ(etcd.program().await_exit(), 128 + SIGKILL);
  }
  RunningEtcd etcd({"--listen", "127.0.0.1:0", "--data-dir", folder});
  EXPECT_EQ(etcd.value_of("a"), "two");
  EXPECT_EQ(etcd.program().ask({{"command", "state"}})["revision"], 3);
  std::filesystem::remove_all(folder);
}

TEST(EtcdProgram, OneOfSeveralEndpointsCanBeGone) {
  RunningEtcd etcd({"--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0"});
  ASSERT_EQ(etcd.addresses(), 3);
  EXPECT_TRUE(etcd.put("a", "one", 0).ok());
  ASSERT_TRUE(etcd.fault({{{"kind", "refuse"}, {"endpoint", 1}}}));

  EXPECT_EQ(etcd.put("a", "two", 0).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(etcd.value_of("a", 1), "one");
  EXPECT_TRUE(etcd.put("a", "two", 2).ok());
}

TEST(EtcdProgram, FaultsAnswerInEtcdsWords) {
  RunningEtcd etcd;
  ASSERT_TRUE(etcd.fault({{{"kind", "unavailable"}, {"count", 1}}}));
  EXPECT_EQ(etcd.value_of("a"), "etcdserver: request timed out");
  EXPECT_EQ(etcd.value_of("a"), "nothing");
  ASSERT_TRUE(etcd.fault({{{"kind", "no_leader"}}}));
  EXPECT_EQ(etcd.value_of("a"), "etcdserver: no leader");
  ASSERT_TRUE(etcd.fault({{{"kind", "hang"}}}));
  EXPECT_EQ(etcd.put("a", "x", 0, std::chrono::milliseconds(100)).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  ASSERT_TRUE(etcd.fault(json::array()));
  EXPECT_TRUE(etcd.put("a", "y").ok());
}

TEST(EtcdProgram, AStalledWatchCatchesUpAndACancelledOneEnds) {
  RunningEtcd etcd;
  RunningWatch watch(etcd);
  ASSERT_TRUE(watch.created());
  ASSERT_TRUE(etcd.fault({{{"kind", "watch_stalled"}}}));
  EXPECT_TRUE(etcd.put("a1", "one").ok());
  EXPECT_TRUE(etcd.put("a2", "two").ok());
  ASSERT_TRUE(etcd.fault(json::array()));
  int events = 0;
  while (events < 2) {
    const auto* const response = watch.next();
    ASSERT_NE(response, nullptr);
    events += response->events_size();
  }
  ASSERT_TRUE(etcd.fault({{{"kind", "watch_cancelled"}}}));
  const auto* const last = watch.next();
  ASSERT_NE(last, nullptr);
  EXPECT_TRUE(last->canceled());
}

TEST(EtcdProgram, TheJournalTellsWhoAskedForAKey) {
  RunningEtcd etcd;
  EXPECT_TRUE(etcd.put("a1", "one").ok());
  EXPECT_EQ(etcd.value_of("a1"), "one");
  EXPECT_EQ(etcd.value_of("b"), "nothing");

  const json journal = etcd.program().ask({{"command", "journal"}, {"rpc", "Range"}, {"key", "a1"}});

  ASSERT_EQ(journal["count"], 1);
  const json& entry = journal["entries"][0];
  EXPECT_EQ(entry["path"], "/etcdserverpb.KV/Range");
  EXPECT_EQ(entry["keys"][0]["key"], "a1");
  EXPECT_EQ(entry["status"], 200);
  EXPECT_THAT(entry["peer"], HasSubstr("127.0.0.1:"));
}

TEST(EtcdProgram, AThousandIdleWatchesAndBrokenConnectionsHarmNobody) {
  RunningEtcd etcd;
  std::vector<std::unique_ptr<RunningWatch>> watches;
  for (int i = 0; i < 1'000; ++i) {
    watches.push_back(std::make_unique<RunningWatch>(etcd));
    ASSERT_TRUE(watches.back()->created());
  }
  EXPECT_TRUE(etcd.put("b", "x").ok());
  EXPECT_EQ(etcd.program().ask({{"command", "state"}})["watches"], 1'000);
  pb::RangeRequest huge;
  huge.set_key(std::string(3 * 1024 * 1024, 'k'));
  pb::RangeResponse response;
  EXPECT_EQ(etcd.get(huge, response).error_message(), "grpc: received message larger than max (3145733 vs. 2097152)");
  EXPECT_EQ(etcd.value_of("b"), "x");
}

}  // namespace
}  // namespace roadworthy::mocks::etcd
