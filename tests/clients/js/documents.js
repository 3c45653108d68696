// The document client: JavaScript's own values in and out.
const assert = require("node:assert/strict");
const { ConditionalCheckFailedException } = require("@aws-sdk/client-dynamodb");
const {
  BatchGetCommand, BatchWriteCommand, DeleteCommand, GetCommand, NumberValue, PutCommand, QueryCommand, ScanCommand, UpdateCommand,
  paginateQuery, paginateScan,
} = require("@aws-sdk/lib-dynamodb");
const { documents, newDocuments, testWithTable } = require("./support");

class Point {
  constructor(x, y) {
    Object.assign(this, { x, y });
  }
}

testWithTable("values are marshalled and come back", "id:S", async (TableName) => {
  const Item = {
    id: "a", text: "caf\u00e9", empty: "", number: -12.5, zero: 0, large: Number.MAX_SAFE_INTEGER, yes: true, no: false,
    nothing: null, undefined: undefined,
    bytes: Uint8Array.of(0, 1, 255), list: [1, "two", [null, { three: 3 }]], map: { deep: { deeper: [true] } }, point: new Point(1, 2),
    strings: new Set(["a", "b"]), numbers: new Set([1, 2.5]), binaries: new Set([Uint8Array.of(1), Uint8Array.of(2)]),
  };
  await documents.send(new PutCommand({ TableName, Item }));
  const { Item: got } = await documents.send(new GetCommand({ TableName, Key: { id: "a" }, ConsistentRead: true }));
  const expected = { ...Item, point: { x: 1, y: 2 } };
  delete expected.undefined;
  assert.deepEqual(got, expected);
});

testWithTable("numbers keep all their digits", "id:N", async (TableName) => {
  const digits = "12345678901234567890123456789012345678";
  const exact = newDocuments({ unmarshallOptions: { wrapNumbers: true } });
  await exact.send(new PutCommand({ TableName,
    Item: { id: 1, big: BigInt(digits), value: NumberValue.from("0.1000000000000000000000000000000000001") } }));
  const { Item } = await exact.send(new GetCommand({ TableName, Key: { id: 1n } }));
  assert.equal(Item.big.toString(), digits);
  assert.equal(Item.value.toString(), "0.1000000000000000000000000000000000001");
  await exact.send(new UpdateCommand({ TableName, Key: { id: 1 }, UpdateExpression: "SET big = big - :one",
    ExpressionAttributeValues: { ":one": 1 } }));
  const { Item: less } = await exact.send(new GetCommand({ TableName, Key: { id: NumberValue.from("1.0") } }));
  assert.equal(less.big.toBigInt(), BigInt(digits) - 1n);
});

testWithTable("expressions, conditions and their exception", "id:S at:N", async (TableName) => {
  const Key = { id: "a", at: 1 };
  await documents.send(new PutCommand({ TableName, Item: { ...Key, tags: new Set(["x"]), n: 1 } }));
  const updated = await documents.send(new UpdateCommand({
    TableName, Key, UpdateExpression: "SET #m = :map, n = n + :n ADD tags :tags", ExpressionAttributeNames: { "#m": "map" },
    ExpressionAttributeValues: { ":map": { list: [] }, ":n": 1.5, ":tags": new Set(["y"]) },
    ConditionExpression: "attribute_exists(id)", ReturnValues: "ALL_NEW" }));
  assert.deepEqual(updated.Attributes, { ...Key, map: { list: [] }, n: 2.5, tags: new Set(["x", "y"]) });
  await assert.rejects(documents.send(new DeleteCommand({
    TableName, Key, ConditionExpression: "n = :n", ExpressionAttributeValues: { ":n": 1 },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" })), (error) => {
    assert.ok(error instanceof ConditionalCheckFailedException);
    assert.deepEqual(error.Item, { id: { S: "a" }, at: { N: "1" }, map: { M: { list: { L: [] } } }, n: { N: "2.5" },
      tags: { SS: ["x", "y"] } });
    return true;
  });
  const deleted = await documents.send(new DeleteCommand({ TableName, Key, ReturnValues: "ALL_OLD" }));
  assert.equal(deleted.Attributes.n, 2.5);
  assert.equal((await documents.send(new GetCommand({ TableName, Key }))).Item, undefined);
});

testWithTable("batches, queries and scans", "id:S at:N", async (TableName) => {
  const items = Array.from({ length: 20 }, (_, i) => ({ id: "a", at: i, odd: i % 2 === 1 }));
  const puts = items.map((Item) => ({ PutRequest: { Item } }));
  const wrote = await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
  assert.deepEqual(wrote.UnprocessedItems, {});
  const read = await documents.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [{ id: "a", at: 3 },
    { id: "a", at: 99 }], ProjectionExpression: "#at", ExpressionAttributeNames: { "#at": "at" } } } }));
  assert.deepEqual(read.Responses[TableName], [{ at: 3 }]);
  const names = { ExpressionAttributeNames: { "#at": "at" } };
  const query = { TableName, KeyConditionExpression: "id = :id AND #at > :at", ...names,
    ExpressionAttributeValues: { ":id": "a", ":at": 9, ":odd": true }, FilterExpression: "odd = :odd" };
  const page = await documents.send(new QueryCommand({ ...query, Limit: 4 }));
  assert.deepEqual([page.Count, page.ScannedCount, page.LastEvaluatedKey], [2, 4, { id: "a", at: 13 }]);
  const found = [];
  for await (const { Items } of paginateQuery({ client: documents, pageSize: 3 }, query)) found.push(...Items.map((item) => item.at));
  assert.deepEqual(found, [11, 13, 15, 17, 19]);
  let scanned = 0;
  for await (const { Count } of paginateScan({ client: documents, pageSize: 6 }, { TableName })) scanned += Count;
  assert.equal(scanned, 20);
  const filtered = await documents.send(new ScanCommand({ TableName, FilterExpression: "#at IN (:a, :b)", ...names,
    ExpressionAttributeValues: { ":a": 1, ":b": 19 } }));
  assert.deepEqual(filtered.Items.map((item) => item.at).sort(), [1, 19]);
});
