// Tables, waiters, the paginator of their names, and exceptions by their classes.
const assert = require("node:assert/strict");
const { test } = require("node:test");
const {
  DeleteTableCommand, DescribeTableCommand, ListTablesCommand, ResourceInUseException, ResourceNotFoundException, DynamoDBServiceException,
  PutItemCommand, ScanCommand, paginateListTables, waitUntilTableExists, waitUntilTableNotExists,
} = require("@aws-sdk/client-dynamodb");
const { client, createTable, patience } = require("./support");

test("a table comes and goes, and the waiters see it", async () => {
  const TableName = "js.comes-and_goes";
  await assert.rejects(waitUntilTableExists({ ...patience, maxWaitTime: 1 }, { TableName }), { name: "TimeoutError" });
  const created = await createTable(TableName, "pk:S sk:N");
  assert.equal(created.TableDescription.TableStatus, "CREATING");
  await assert.rejects(createTable(TableName, "pk:S"), ResourceInUseException);
  assert.equal((await waitUntilTableExists(patience, { TableName })).state, "SUCCESS");
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  assert.equal(Table.TableStatus, "ACTIVE");
  assert.ok(Table.CreationDateTime instanceof Date);
  assert.deepEqual(Table.KeySchema, [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }]);
  assert.equal(Table.BillingModeSummary.BillingMode, "PAY_PER_REQUEST");
  const deleted = await client.send(new DeleteTableCommand({ TableName: Table.TableArn }));
  assert.equal(deleted.TableDescription.TableStatus, "DELETING");
  assert.equal((await waitUntilTableNotExists(patience, { TableName })).state, "SUCCESS");
});

test("names come in pages", async () => {
  const names = ["js.page.a", "js.page.b", "js.page.c", "js.page.d", "js.page.e"];
  for (const name of names) await createTable(name, "pk:S");
  const found = [];
  let pages = 0;
  for await (const page of paginateListTables({ client, pageSize: 2 }, {})) {
    pages += 1;
    assert.ok(page.TableNames.length <= 2);
    found.push(...page.TableNames);
  }
  assert.deepEqual(found.filter((name) => names.includes(name)), names);
  assert.ok(pages >= 3);
  const rest = await client.send(new ListTablesCommand({ ExclusiveStartTableName: "js.page.c" }));
  assert.deepEqual(rest.TableNames.filter((name) => names.includes(name)), ["js.page.d", "js.page.e"]);
  for (const name of names) await waitUntilTableExists(patience, { TableName: name });
  for (const name of names) await client.send(new DeleteTableCommand({ TableName: name }));
});

test("exceptions have their classes, codes and request ids", async () => {
  const missing = { TableName: "js.missing" };
  for (const command of [new DescribeTableCommand(missing), new DeleteTableCommand(missing), new ScanCommand(missing),
    new PutItemCommand({ ...missing, Item: { pk: { S: "a" } } })]) {
    await assert.rejects(client.send(command), (error) => {
      assert.ok(error instanceof ResourceNotFoundException);
      assert.ok(error instanceof DynamoDBServiceException);
      assert.equal(error.$fault, "client");
      assert.equal(error.$metadata.httpStatusCode, 400);
      assert.equal(error.$metadata.attempts, 1);
      assert.match(error.message, /^Requested resource not found/);
      assert.match(error.$metadata.requestId, /^[0-9A-Za-z-]+$/);
      return true;
    });
  }
  // Exceptions without a class come by their names.
  await assert.rejects(createTable("js.bad", "pk:S", { KeySchema: [] }), { name: "ValidationException" });
  await assert.rejects(createTable("js bad name", "pk:S"), { name: "ValidationException" });
});
