// kstone: the command line. Here the commands' flags are declared; what they do is in commands.h.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>

#include "cli/commands.h"
#include "server/exit_code.h"

namespace keystone::cli {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 done, 1 not found or condition not met, 2 bad input or usage, 3 corruption, 4 "
    "I/O, 5 in use.\n"
    "With a single table in the database, -t may be left out.";

using Command = Status (*)(const Arguments&);

CLI::App* Add(CLI::App& app, Arguments& arguments, const char* name, const char* help,
              Command command, Command* chosen) {
  CLI::App* sub = app.add_subcommand(name, help);
  sub->add_option("path", arguments.path, "Folder of the database")->required()->type_name("PATH");
  sub->add_option("-t,--table", arguments.table, "Table")->type_name("TABLE");
  sub->callback([command, chosen] { *chosen = command; });
  return sub;
}

void AddWords(CLI::App* sub, Arguments& arguments, const char* help, int min, int max) {
  sub->add_option("words", arguments.words, help)->required()->expected(min, max)->type_name("");
}

void AddStyle(CLI::App* sub, Arguments& arguments) {
  auto* typed =
      sub->add_flag("--typed", arguments.typed, R"(The JSON is DynamoDB-typed: {"age":{"N":"5"}})");
  sub->add_flag("--plain", arguments.plain, R"(The JSON is plain: {"age":5})")->excludes(typed);
}

// The formats of import and export.
CLI::Option* AddFormat(CLI::App* sub, Arguments& arguments, const char* help) {
  return sub->add_option("--format", arguments.format, help)
      ->check(CLI::IsMember({kDynamoDbJson, kJsonLines}));
}

void AddOutput(CLI::App* sub, Arguments& arguments) {
  sub->add_option("-o,--output", arguments.output, "Default: table on a terminal, else jsonl")
      ->check(CLI::IsMember({"table", "json", "jsonl", "csv"}));
  sub->add_option("--columns", arguments.columns, "Of a table or CSV: NAME,NAME,…")->delimiter(',');
  sub->add_flag("--typed", arguments.typed, "DynamoDB-typed JSON for json and jsonl");
}

// Expressions are DynamoDB's; their placeholders are given as it has them.
void AddCondition(CLI::App* sub, Arguments& arguments) {
  sub->add_option("--condition", arguments.condition, "Only where this expression is true");
}
void AddProjection(CLI::App* sub, Arguments& arguments) {
  sub->add_option("--projection", arguments.projection, "Paths to show: NAME,NAME.NAME[0],…");
}
void AddPlaceholders(CLI::App* sub, Arguments& arguments) {
  sub->add_option("--values", arguments.values, R"(What :placeholders are: '{":n":5}')");
  sub->add_option("--names", arguments.names, R"(What #placeholders are: '{"#n":"name"}')");
}
void AddFilter(CLI::App* sub, Arguments& arguments) {
  sub->add_option("--filter", arguments.filter, "Only items of which this expression is true");
  AddProjection(sub, arguments);
  AddPlaceholders(sub, arguments);
}

void AddKeys(CLI::App* sub, Arguments& arguments) {
  sub->add_option("--partition-key", arguments.partition_key, "NAME or NAME:TYPE (S, N, B)")
      ->capture_default_str();
  sub->add_option("--sort-key", arguments.sort_key, "NAME or NAME:TYPE; none if left out");
}

void AddPages(CLI::App* sub, Arguments& arguments) {
  sub->add_option("-l,--limit", arguments.limit, "At most so many items")
      ->check(CLI::Range(1, 1'000'000'000));
  AddOutput(sub, arguments);
}

void AddSortConditions(CLI::App* sub, Arguments& arguments) {
  struct Condition {
    const char* flag;
    const char* op;
    int values;
  };
  static constexpr Condition kConditions[] = {
      {"--sort-eq", "=", 1},
      {"--sort-lt", "<", 1},
      {"--sort-le", "<=", 1},
      {"--sort-gt", ">", 1},
      {"--sort-ge", ">=", 1},
      {"--sort-between", "BETWEEN", 2},
      {"--sort-begins-with", "begins_with", 1},
  };
  CLI::Option_group* group = sub->add_option_group("sort key", "Which sort keys");
  group->require_option(0, 1);
  for (const Condition& condition : kConditions) {
    group
        ->add_option_function<std::vector<std::string>>(
            condition.flag,
            [&arguments, op = condition.op](const std::vector<std::string>& values) {
              arguments.sort_operator = op;
              arguments.sort_values = values;
            },
            std::string("Sort key ") + condition.op)
        ->expected(condition.values);
  }
}

// kstone-server lies beside this program.
int Serve(const Arguments& arguments) {
  char self[4096];
  const ssize_t size = ::readlink("/proc/self/exe", self, sizeof self - 1);
  std::string program = size > 0 ? std::string(self, static_cast<size_t>(size)) : "kstone";
  program = program.substr(0, program.rfind('/') + 1) + "kstone-server";
  std::vector<std::string> words = {program, "--db-path", arguments.path};
  words.insert(words.end(), arguments.words.begin(), arguments.words.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  std::fprintf(stderr, "kstone: cannot start %s\n", program.c_str());
  return 4;
}

void DeclareCommands(CLI::App& app, Arguments& arguments, Command* chosen, bool* serve) {
  AddKeys(Add(app, arguments, "create", "Make a database with a table (default: default)", Create,
              chosen),
          arguments);

  CLI::App* put = Add(app, arguments, "put", "Store an item", Put, chosen);
  AddWords(put, arguments, "KEY [SORT] JSON", 2, 3);
  AddStyle(put, arguments);
  AddCondition(put, arguments);
  AddPlaceholders(put, arguments);

  CLI::App* get = Add(app, arguments, "get", "Show an item", Get, chosen);
  AddWords(get, arguments, "KEY [SORT]", 1, 2);
  AddProjection(get, arguments);
  get->add_option("--names", arguments.names, R"(What #placeholders are: '{"#n":"name"}')");
  AddOutput(get, arguments);

  CLI::App* update =
      Add(app, arguments, "update", "Change attributes of an item, and show it", Update, chosen);
  AddWords(update, arguments, "KEY [SORT] EXPRESSION", 2, 3);
  AddCondition(update, arguments);
  AddPlaceholders(update, arguments);
  AddOutput(update, arguments);

  CLI::App* deleted = Add(app, arguments, "delete", "Delete an item", Delete, chosen);
  AddWords(deleted, arguments, "KEY [SORT]", 1, 2);
  AddCondition(deleted, arguments);
  AddPlaceholders(deleted, arguments);

  CLI::App* query = Add(app, arguments, "query", "Show the items of a partition", Query, chosen);
  AddWords(query, arguments, "KEY", 1, 1);
  AddSortConditions(query, arguments);
  query->add_flag("--reverse", arguments.reverse, "Largest sort key first");
  AddFilter(query, arguments);
  AddPages(query, arguments);

  CLI::App* scan = Add(app, arguments, "scan", "Show all items of a table", Scan, chosen);
  AddFilter(scan, arguments);
  AddPages(scan, arguments);

  CLI::App* import = Add(app, arguments, "import", "Store the items of a file that has one a line",
                         Import, chosen);
  import->add_option("file", arguments.file, "File; - is standard input")
      ->required()
      ->type_name("FILE");
  import->add_option("--max-errors", arguments.errors_max, "Go on past so many bad rows")
      ->capture_default_str();
  AddStyle(import, arguments);
  AddFormat(import, arguments, "Of every line; guessed for each if left out")
      ->excludes("--typed")
      ->excludes("--plain");
  AddKeys(import, arguments);

  CLI::App* exported = Add(app, arguments, "export",
                           "Write the items of a table to a file a line each", Export, chosen);
  exported->add_option("file", arguments.file, "File; - is standard output")
      ->capture_default_str()
      ->type_name("FILE");
  AddFormat(exported, arguments, "jsonl is plain JSON and refuses items with sets or binary")
      ->default_str(kDynamoDbJson);
  exported->add_flag("--force", arguments.force, "Replace FILE if it exists");

  CLI::App* server =
      app.add_subcommand("serve", "Serve a database over HTTP: kstone-server with its flags");
  server->add_option("path", arguments.path, "Folder of the database, or :memory:")
      ->required()
      ->type_name("PATH");
  server->add_option("flags", arguments.words, "Behind --: see kstone-server --help")
      ->type_name("");
  server->callback([serve] { *serve = true; });
}

}  // namespace
}  // namespace keystone::cli

int main(int argc, char** argv) {
  CLI::App app{"KeystoneDB: a DynamoDB-compatible database in a folder", "kstone"};
  app.set_version_flag("--version", std::string("kstone ") + keystone::Version());
  app.require_subcommand(1);
  app.footer(keystone::cli::kFooter);
  keystone::cli::Arguments arguments;
  keystone::cli::Command chosen = nullptr;
  bool serve = false;
  keystone::cli::DeclareCommands(app, arguments, &chosen, &serve);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (serve) return keystone::cli::Serve(arguments);
  const keystone::Status status = chosen(arguments);
  if (!status.ok()) std::fprintf(stderr, "kstone: %s\n", status.message().c_str());
  return keystone::server::ExitCode(status.code());
}
