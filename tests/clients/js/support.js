// The clients, the count of what they ask, and tables that go away again.
const { test } = require("node:test");
const { DynamoDBClient, CreateTableCommand, DeleteTableCommand, waitUntilTableExists,
  waitUntilTableNotExists } = require("@aws-sdk/client-dynamodb");
const { DynamoDBDocumentClient } = require("@aws-sdk/lib-dynamodb");

const calls = { total: 0, operations: new Map() };

// Each command counts once, however often it is tried.
function counted(client) {
  const count = (next, context) => async (args) => {
    calls.total += 1;
    calls.operations.set(context.commandName, (calls.operations.get(context.commandName) ?? 0) + 1);
    return next(args);
  };
  client.middlewareStack.add(count, { step: "initialize", name: "count" });
  return client;
}

const newClient = () => counted(new DynamoDBClient({
  endpoint: process.env.KEYSTONE_URL, region: "eu-central-1", credentials: { accessKeyId: "local", secretAccessKey: "local" },
}));
const client = newClient();
// Document clients leave their options in the client they are made from, so each has its own.
const newDocuments = (options) => DynamoDBDocumentClient.from(newClient(), options);
const documents = newDocuments({ marshallOptions: { convertClassInstanceToMap: true, removeUndefinedValues: true } });

const patience = { client, maxWaitTime: 60, minDelay: 0.02, maxDelay: 0.2 };

// keys as "pk:S sk:N"
async function createTable(TableName, keys, more = {}) {
  const pairs = keys.split(" ").map((key) => key.split(":"));
  return client.send(new CreateTableCommand({
    TableName,
    AttributeDefinitions: pairs.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: pairs.map(([AttributeName], i) => ({ AttributeName, KeyType: ["HASH", "RANGE"][i] })),
    BillingMode: "PAY_PER_REQUEST",
    ...more,
  }));
}

let tables = 0;

// A test with a table of its own: body(table's name).
function testWithTable(name, keys, body) {
  test(name, async () => {
    const table = `js-${(tables += 1)}`;
    await createTable(table, keys);
    await waitUntilTableExists(patience, { TableName: table });
    try {
      await body(table);
    } finally {
      await client.send(new DeleteTableCommand({ TableName: table }));
    }
    await waitUntilTableNotExists(patience, { TableName: table });
  });
}

module.exports = { calls, client, documents, newDocuments, createTable, patience, testWithTable };
