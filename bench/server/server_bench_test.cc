// What the load generator believes, and what it does not.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "bench/server/http.h"
#include "bench/server/load.h"
#include "bench/server/operations.h"

namespace keystone::bench {
namespace {

using State = ReplyReader::State;

constexpr Bytes kWhole = "HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\n\r\nhello";
constexpr Bytes kChunked =
    "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: "
    "chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";

TEST(ReplyReader, ReadsAReplyInPiecesOfAnySize) {
  ReplyReader reader;
  for (const auto& [text, status] : {std::pair(kWhole, 200), std::pair(kChunked, 400)}) {
    for (size_t size = 1; size <= text.size(); ++size) {
      reader.Clear();
      for (size_t at = 0; at < text.size(); at += size) {
        const State expected = at + size >= text.size() ? State::kDone : State::kMore;
        ASSERT_EQ(reader.Add(text.substr(at, size)), expected) << text << " by " << size;
      }
      EXPECT_EQ(reader.status(), status);
      EXPECT_EQ(reader.body(), "hello");
      EXPECT_EQ(reader.bytes(), text.size());
    }
  }
}

TEST(ReplyReader, RefusesWhatIsNoReply) {
  for (const Bytes text :
       {Bytes("HTTP/1.1 200 OK\r\n\r\n"), Bytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab"),
        Bytes("SSH-2.0\r\n\r\n"), Bytes("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n")}) {
    EXPECT_EQ(ReplyReader().Add(text), State::kBroken) << text;
  }
}

std::string Changed(std::string text, Bytes from, Bytes to) {
  const size_t at = text.rfind(from);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

constexpr auto kGet = Operation::kGetItem;

TEST(ContentsDeathTest, AReplyThatIsNotTheItemsOwnEndsTheRun) {
  const auto ends = testing::ExitedWithCode(1);
  const std::string body = ReplyBody(kGet);
  Contents contents(100);
  const Request get = MakeRequest(kGet, {0}, 0);
  contents.Accept(kGet, get, body);
  EXPECT_EXIT(contents.Accept(kGet, MakeRequest(kGet, {1}, 0), body), ends, "no \"sum\"");
  EXPECT_EXIT(contents.Accept(kGet, get, "{}"), ends, "GetItem was answered by");
  EXPECT_EXIT(contents.Accept(kGet, get, Changed(body, "1000001", "1000002")), ends, "no \"n\"");
}

TEST(ContentsDeathTest, AReadMustSeeWhatWasAcknowledged) {
  const auto ends = testing::ExitedWithCode(1);
  const std::string before = ReplyBody(kGet);
  Contents contents(100);
  const Request get = MakeRequest(kGet, {0}, 0);
  contents.Accept(Operation::kPutItem, MakeRequest(Operation::kPutItem, {0}, 2'000'000), "{}");
  contents.Accept(Operation::kUpdateItem, MakeRequest(Operation::kUpdateItem, {0}, 0), "{}");
  contents.Accept(kGet, get, Changed(before, "1000001", "2000001"));
  EXPECT_EXIT(contents.Accept(kGet, get, before), ends, "no \"n\":.\"N\":\"2000001\"");
  const Request batch = MakeRequest(Operation::kBatchWriteItem, {0}, 0);
  EXPECT_EXIT(
      contents.Accept(Operation::kBatchWriteItem, batch, R"({"UnprocessedItems":{"bench":[]}})"),
      ends, "BatchWriteItem was answered by");
}

TEST(ContentsDeathTest, AQueryMustComeInOrder) {
  std::vector<uint32_t> items;
  for (uint32_t i = 0; i < kQueryItems; ++i) items.push_back(i);
  Contents contents(100);
  const std::string body = ReplyBody(Operation::kQuery);
  contents.Accept(Operation::kQuery, MakeRequest(Operation::kQuery, items, 0), body);
  std::swap(items[3], items[4]);
  EXPECT_EXIT(contents.Accept(Operation::kQuery, MakeRequest(Operation::kQuery, items, 0), body),
              testing::ExitedWithCode(1), "no \"sum\"");
}

// Answers one connection's requests with `replies`, one by one.
class CannedServer {
 public:
  explicit CannedServer(std::vector<Bytes> replies) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listening_, any, size), 0);
    EXPECT_EQ(::listen(listening_, 1), 0);
    EXPECT_EQ(::getsockname(listening_, any, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, replies = std::move(replies)] {
      const int fd = ::accept(listening_, nullptr, nullptr);
      char request[4096];
      for (const Bytes reply : replies) {
        if (::recv(fd, request, sizeof request, 0) > 0) SendAll(fd, reply);
      }
      while (::recv(fd, request, sizeof request, 0) > 0) continue;  // until the client has gone
      ::close(fd);
    });
  }
  ~CannedServer() {
    thread_.join();
    ::close(listening_);
  }
  CannedServer(const CannedServer&) = delete;
  CannedServer& operator=(const CannedServer&) = delete;

  int port() const { return port_; }

 private:
  const int listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  std::thread thread_;
};

TEST(Drive, ARefusalIsNoOperationAndEndsTheRow) {
  CannedServer server({kWhole, kWhole, kChunked, kWhole});
  const Request request = MakeRequest(kGet, {0}, 0);
  int sent = 0;
  int accepted = 0;
  const Outcome outcome = Drive(
      server.port(), 1,
      [&] {
        ++sent;
        return &request;
      },
      [&](const Request&, Bytes body) { accepted += body == "hello"; });
  EXPECT_EQ(sent, 3);
  EXPECT_EQ(accepted, 2);
  EXPECT_EQ(outcome.measured.operations, 2u);
  EXPECT_EQ(outcome.reply_bytes, 2 * kWhole.size());
  EXPECT_EQ(outcome.error, "400 hello");
}

}  // namespace
}  // namespace keystone::bench
