// kstone-server: one database behind the DynamoDB HTTP API. SIGTERM and SIGINT finish what runs,
// close the database and exit with 0.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>

#include <sys/resource.h>

#include "keystone/database.h"
#include "server/dynamodb_endpoint.h"
#include "server/exit_code.h"
#include "server/http_server.h"
#include "server/listen_socket.h"

namespace keystone::server {
namespace {

constexpr std::chrono::milliseconds kDrainDeadline{30'000};

struct Flags {
  std::string db_path;
  std::string durability = "sync";
  std::string ready_file;
  Options database;
  HttpServerOptions http;
};

void Declare(CLI::App* app, Flags* flags) {
  app->set_version_flag("--version", std::string("kstone-server ") + Version());
  app->add_option("--db-path", flags->db_path, "Folder of the database, or :memory:")->required();
  app->add_option("--host", flags->http.host, "Address to listen on")->capture_default_str();
  app->add_option("--http-port", flags->http.port, "Port; 0 picks a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  app->add_option("--durability", flags->durability, "What acknowledged means")
      ->check(CLI::IsMember({"sync", "interval", "none"}))
      ->capture_default_str();
  app->add_option("--interval-ms", flags->database.interval_ms, "For --durability interval")
      ->check(CLI::Range(1, 60000))
      ->capture_default_str();
  app->add_option("--region", flags->database.region, "In ARNs, where a request names none")
      ->capture_default_str();
  app->add_option("--account", flags->database.account, "In ARNs; 12 digits")
      ->check(CLI::Validator(
          [](const std::string& text) {
            const bool ok =
                text.size() == 12 && text.find_first_not_of("0123456789") == std::string::npos;
            return ok ? std::string() : std::string("an account is 12 digits");
          },
          "DIGITS"))
      ->capture_default_str();
  app->add_option("--transition-ms", flags->database.transition_ms,
                  "How long tables stay CREATING and DELETING")
      ->check(CLI::Range(0, 3600000))
      ->capture_default_str();
  app->add_option("--ttl-interval-ms", flags->database.ttl_interval_ms,
                  "From one search for expired items to the next; 0: nothing expires")
      ->check(CLI::Range(0, 86400000))
      ->capture_default_str();
  app->add_option("--ready-file", flags->ready_file, "Gets the port once requests are served");
  app->footer(
      "Exit codes: 0 done, 1 not found, 2 bad input or usage, 3 corruption, 4 I/O, 5 busy (port or "
      "database in use).");
}

int Fail(const Status& status) {
  std::fprintf(stderr, "kstone-server: %s\n", status.ToString().c_str());
  return ExitCode(status.code());
}

// Connections are file descriptors; the usual soft limit of 1024 is low for a server.
void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Renamed into place, so that whoever waits for the file never reads half of it.
Status WriteReadyFile(const std::string& path, int port) {
  if (path.empty()) return Status::Ok();
  const std::string draft = path + ".tmp";
  std::ofstream(draft) << port << '\n';
  if (std::rename(draft.c_str(), path.c_str()) != 0) {
    return Status::IoError("cannot write " + path);
  }
  return Status::Ok();
}

Status Announce(const Flags& flags, int port) {
  const bool v6 = flags.http.host.find(':') != std::string::npos;
  std::printf("KeystoneDB %s listening on http://%s%s%s:%d (db %s, durability %s)\n", Version(),
              v6 ? "[" : "", flags.http.host.c_str(), v6 ? "]" : "", port, flags.db_path.c_str(),
              flags.durability.c_str());
  std::fflush(stdout);
  if (!IsLoopback(flags.http.host)) {
    std::fprintf(stderr,
                 "kstone-server: warning: %s is reachable from other machines, and requests are "
                 "not authenticated\n",
                 flags.http.host.c_str());
  }
  return WriteReadyFile(flags.ready_file, port);
}

int Serve(Flags flags, const sigset_t& stop_signals) {
  if (flags.durability == "interval") flags.database.durability = Durability::kInterval;
  if (flags.durability == "none") flags.database.durability = Durability::kNone;
  Result<Database> database = flags.db_path == ":memory:"
                                  ? Database::OpenInMemory(flags.database)
                                  : Database::Open(flags.db_path, flags.database);
  if (!database.ok()) return Fail(database.status());
  Result<std::unique_ptr<HttpServer>> http =
      StartHttpServer(flags.http, DynamoDbEndpoint(&*database, flags.database.region));
  if (!http.ok()) return Fail(http.status());
  Status status = Announce(flags, (*http)->port());
  if (!status.ok()) return Fail(status);

  int signal = 0;
  sigwait(&stop_signals, &signal);
  if (!(*http)->Drain(kDrainDeadline)) {
    std::fprintf(stderr, "kstone-server: some clients did not take their replies in time\n");
  }
  // Close waits for the operations that outlived the deadline; only then may their loops go.
  status = database->Close();
  (*http)->Stop();
  return status.ok() ? 0 : Fail(status);
}

}  // namespace
}  // namespace keystone::server

int main(int argc, char** argv) {
  CLI::App app{"KeystoneDB behind the DynamoDB HTTP API", "kstone-server"};
  keystone::server::Flags flags;
  keystone::server::Declare(&app, &flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  // Blocked before any thread starts, so that only sigwait sees them.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGTERM);
  sigaddset(&stop_signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  keystone::server::RaiseFileLimit();
  return keystone::server::Serve(flags, stop_signals);
}
