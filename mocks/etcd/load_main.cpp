// Loads an etcd, real or not, and prints what it took: load ADDRESS puts|ranges|watch|fill COUNT
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <rpc.grpc.pb.h>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

namespace {

namespace pb = ::etcdserverpb;
constexpr int kClients = 8;
constexpr int kWatchers = 50;

std::shared_ptr<grpc::Channel> connect(const std::string& address, int number) {
  grpc::ChannelArguments arguments;
  arguments.SetInt("roadworthy.client", number);  // Equal channels would share one connection.
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

std::string key_of(long number) {
  return fmt::format("/config/load/{:09}", number);
}

/// Calls `act` for each number below `count`, from several clients at once; returns the seconds.
template <typename Act>
double share_out(const std::string& address, long count, const Act& act) {
  std::atomic<long> next = 0;
  std::vector<std::thread> clients;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&, i] {
      const auto stub = pb::KV::NewStub(connect(address, i));
      for (long number = next++; number < count; number = next++) {
        if (const grpc::Status status = act(*stub, number); !status.ok()) {
          std::cerr << address << " refuses: " << status.error_message() << "\n";
          std::exit(1);
        }
      }
    });
  }
  for (std::thread& client : clients) {
    client.join();
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

grpc::Status put(pb::KV::Stub& stub, long number) {
  grpc::ClientContext context;
  pb::PutRequest request;
  request.set_key(key_of(number));
  request.set_value(std::string(100, 'v'));
  pb::PutResponse response;
  return stub.Put(&context, request, &response);
}

grpc::Status range(pb::KV::Stub& stub, long number) {
  grpc::ClientContext context;
  pb::RangeRequest request;
  request.set_key(key_of(number % 1'000));
  pb::RangeResponse response;
  return stub.Range(&context, request, &response);
}

/// A hundred puts a transaction.
grpc::Status fill(pb::KV::Stub& stub, long number) {
  grpc::ClientContext context;
  pb::TxnRequest request;
  for (long i = 0; i < 100; ++i) {
    auto& one = *request.add_success()->mutable_request_put();
    one.set_key(key_of(number * 100 + i));
    one.set_value(std::string(100, 'v'));
  }
  pb::TxnResponse response;
  return stub.Txn(&context, request, &response);
}

/// Many watchers see every put: deliveries a second, from the first put to the last event.
double deliver(const std::string& address, long count) {
  std::atomic<int> ready = 0;
  std::vector<std::thread> watchers;
  for (int i = 0; i < kWatchers; ++i) {
    watchers.emplace_back([&, i] {
      const auto stub = pb::Watch::NewStub(connect(address, 100 + i % kClients));
      grpc::ClientContext context;
      const auto stream = stub->Watch(&context);
      pb::WatchRequest request;
      request.mutable_create_request()->set_key("/config/load/");
      request.mutable_create_request()->set_range_end("/config/load0");
      stream->Write(request);
      pb::WatchResponse response;
      stream->Read(&response);
      ready.fetch_add(1);
      ready.notify_all();
      for (long seen = 0; seen < count && stream->Read(&response);) {
        seen += response.events_size();
      }
      context.TryCancel();
    });
  }
  for (int now = ready; now < kWatchers; now = ready) {
    ready.wait(now);
  }
  const auto begun = std::chrono::steady_clock::now();
  share_out(address, count, &put);
  for (std::thread& watcher : watchers) {
    watcher.join();
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count() / kWatchers;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 4) {
    std::cerr << "load ADDRESS puts|ranges|watch|fill COUNT\n";
    return 2;
  }
  const std::string address = arguments[1];
  const std::string what = arguments[2];
  const long count = std::atol(arguments[3]);
  const double seconds = what == "puts"     ? share_out(address, count, &put)
                         : what == "ranges" ? share_out(address, count, &range)
                         : what == "fill"   ? share_out(address, count / 100, &fill)
                                            : deliver(address, count);
  std::cout << fmt::format("{:.0f}\n", static_cast<double>(count) / seconds);
}
