// Items in DynamoDB JSON: all types, all operations, expressions, capacity.
const assert = require("node:assert/strict");
const {
  BatchGetItemCommand, BatchWriteItemCommand, ConditionalCheckFailedException, DeleteItemCommand, GetItemCommand, PutItemCommand,
  QueryCommand,
  ScanCommand, UpdateItemCommand, paginateQuery, paginateScan,
} = require("@aws-sdk/client-dynamodb");
const { client, testWithTable } = require("./support");

const N = (number) => ({ N: String(number) });
const S = (text) => ({ S: text });

testWithTable("all types are stored as they are", "pk:S sk:N", async (TableName) => {
  const Key = { pk: S("all"), sk: N("-0.5") };
  const Item = {
    ...Key, text: S("Gr\u00fc\u00dfe \u{1f600} \"\\\0"), empty: S(""), number: N("123456789012345678901234567890.12345678"),
    tiny: N("0." + "0".repeat(129) + "1"),
    binary: { B: Uint8Array.from({ length: 256 }, (_, i) => i) }, nothing: { B: new Uint8Array() }, yes: { BOOL: true },
    no: { BOOL: false }, none: { NULL: true },
    list: { L: [N(1), S("a"), { M: { deep: { L: [] } } }] }, map: { M: { a: N(1), "b.c": S("dot") } }, strings: { SS: ["a", "b"] },
    numbers: { NS: ["1", "2.5"] },
    binaries: { BS: [Uint8Array.of(0), Uint8Array.of(255, 1)] },
  };
  await client.send(new PutItemCommand({ TableName, Item }));
  const got = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  assert.deepEqual(got.Item, Item);
  const none = await client.send(new GetItemCommand({ TableName, Key: { ...Key, sk: N(7) } }));
  assert.equal(none.Item, undefined);
  const part = await client.send(new GetItemCommand({ TableName, Key, ProjectionExpression: "#l[2].deep, #m.#d",
    ExpressionAttributeNames: { "#l": "list", "#m": "map", "#d": "b.c" } }));
  assert.deepEqual(part.Item, { list: { L: [{ M: { deep: { L: [] } } }] }, map: { M: { "b.c": S("dot") } } });
});

testWithTable("a failed condition is an exception with the item", "pk:S sk:N", async (TableName) => {
  const Item = { pk: S("a"), sk: N(1), v: N(5), set: { SS: ["x"] } };
  const Key = { pk: S("a"), sk: N(1) };
  await client.send(new PutItemCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(pk)" }));
  const condition = { TableName, ConditionExpression: "v < :v", ExpressionAttributeValues: { ":v": N(5) },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
  for (const command of [new PutItemCommand({ ...condition, Item: Key }), new DeleteItemCommand({ ...condition, Key }),
    new UpdateItemCommand({ ...condition, Key, UpdateExpression: "SET w = :v" })]) {
    await assert.rejects(client.send(command), (error) => {
      assert.ok(error instanceof ConditionalCheckFailedException);
      assert.equal(error.name, "ConditionalCheckFailedException");
      assert.equal(error.message, "The conditional request failed");
      assert.deepEqual(error.Item, Item);
      return true;
    });
  }
  await assert.rejects(client.send(new DeleteItemCommand({ ...condition, Key, ReturnValuesOnConditionCheckFailure: "NONE" })), (error) => {
    assert.ok(error instanceof ConditionalCheckFailedException);
    assert.equal(error.Item, undefined);
    return true;
  });
  const deleted = await client.send(new DeleteItemCommand({ TableName, Key, ConditionExpression: "contains(#s, :x)",
    ExpressionAttributeNames: { "#s": "set" },
    ExpressionAttributeValues: { ":x": S("x") }, ReturnValues: "ALL_OLD" }));
  assert.deepEqual(deleted.Attributes, Item);
});

testWithTable("updates", "pk:S", async (TableName) => {
  const Key = { pk: S("counter") };
  const update = (UpdateExpression, values, more = {}) => client.send(new UpdateItemCommand({
    TableName, Key, UpdateExpression, ...(values && { ExpressionAttributeValues: values }), ReturnValues: "UPDATED_NEW", ...more }));
  for (let i = 1; i <= 5; i += 1) {
    const { Attributes } = await update("SET n = if_not_exists(n, :zero) + :one", { ":zero": N(0), ":one": N(1) });
    assert.deepEqual(Attributes, { n: N(i) });
  }
  await update("SET l = list_append(if_not_exists(l, :empty), :v)", { ":empty": { L: [] }, ":v": { L: [S("a"), S("b")] } });
  assert.deepEqual((await update("SET l[1] = :v", { ":v": S("c") }, { ReturnValues: "UPDATED_OLD" })).Attributes, { l: { L: [S("b")] } });
  assert.deepEqual((await update("ADD s :v", { ":v": { SS: ["x", "y"] } })).Attributes, { s: { SS: ["x", "y"] } });
  assert.deepEqual((await update("DELETE s :v REMOVE l[0]", { ":v": { SS: ["x"] } }, { ReturnValues: "ALL_NEW" })).Attributes,
    { ...Key, n: N(5), l: { L: [S("c")] }, s: { SS: ["y"] } });
  await assert.rejects(update("SET pk = :v", { ":v": S("b") }),
    { name: "ValidationException", message: /Cannot update attribute pk\. This attribute is part of the key/ });
  await assert.rejects(update("SET a = nowhere"),
    { name: "ValidationException", message: /refers to an attribute that does not exist in the item/ });
  await assert.rejects(update("SET a = :v", { ":v": N("1".repeat(39)) }), { name: "ValidationException" });
  const old = await client.send(new UpdateItemCommand({ TableName, Key, AttributeUpdates: { n: { Action: "ADD", Value: N(5) } },
    ReturnValues: "ALL_OLD" }));
  assert.deepEqual(old.Attributes.n, N(5));
});

testWithTable("queries and scans in pages", "pk:S sk:N", async (TableName) => {
  const items = Array.from({ length: 25 }, (_, i) => ({ pk: S(`p${i % 2}`), sk: N(i), even: { BOOL: i % 4 < 2 } }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: items.map((Item) => ({ PutRequest: { Item } })) } }));
  const collect = async (pages, size) => {
    const found = [];
    for await (const page of pages) {
      assert.ok(page.Count <= size);
      found.push(...page.Items);
    }
    return found;
  };
  const query = { TableName, KeyConditionExpression: "pk = :p AND sk BETWEEN :a AND :b",
    ExpressionAttributeValues: { ":p": S("p1"), ":a": N(3), ":b": N(19) } };
  const sorts = (found) => found.map((item) => Number(item.sk.N));
  assert.deepEqual(sorts(await collect(paginateQuery({ client, pageSize: 4 }, { ...query }), 4)), [3, 5, 7, 9, 11, 13, 15, 17, 19]);
  assert.deepEqual(sorts(await collect(paginateQuery({ client, pageSize: 5 }, { ...query, ScanIndexForward: false }), 5)),
    [19, 17, 15, 13, 11, 9, 7, 5, 3]);
  assert.equal((await collect(paginateScan({ client, pageSize: 10 }, { TableName }), 10)).length, 25);
  const halves = [];
  for (const Segment of [0, 1, 2]) halves.push(...await collect(paginateScan({ client, pageSize: 7 },
    { TableName, Segment, TotalSegments: 3 }), 7));
  assert.deepEqual(sorts(halves).sort((a, b) => a - b), items.map((_, i) => i));
  const count = await client.send(new QueryCommand({ TableName, KeyConditionExpression: "pk = :p", FilterExpression: "even = :t",
    Select: "COUNT", ReturnConsumedCapacity: "INDEXES",
    ExpressionAttributeValues: { ":p": S("p0"), ":t": { BOOL: true } } }));
  assert.deepEqual([count.Count, count.ScannedCount, count.Items], [7, 13, undefined]);
  assert.deepEqual(count.ConsumedCapacity, { TableName, CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 } });
  const filtered = await client.send(new ScanCommand({ TableName,
    ScanFilter: { sk: { ComparisonOperator: "GE", AttributeValueList: [N(20)] } }, AttributesToGet: ["sk"] }));
  assert.deepEqual(sorts(filtered.Items).sort((a, b) => a - b), [20, 21, 22, 23, 24]);
});

testWithTable("what a batch leaves over is asked for again", "pk:N", async (TableName) => {
  // AWS: a BatchGetItem answers up to 16 MB.
  const size = 390 * 1024;
  for (let begin = 0; begin < 50; begin += 25) {
    let left = { [TableName]: Array.from({ length: 25 },
      (_, i) => ({ PutRequest: { Item: { pk: N(begin + i), data: S("x".repeat(size)) } } })) };
    while (Object.keys(left).length > 0) left = (await client.send(new BatchWriteItemCommand({ RequestItems: left }))).UnprocessedItems;
  }
  let left = { [TableName]: { Keys: Array.from({ length: 50 }, (_, i) => ({ pk: N(i) })), ConsistentRead: true } };
  const found = new Set();
  let rounds = 0;
  for (; Object.keys(left).length > 0; rounds += 1) {
    const reply = await client.send(new BatchGetItemCommand({ RequestItems: left }));
    for (const item of reply.Responses[TableName]) {
      assert.equal(item.data.S.length, size);
      found.add(item.pk.N);
    }
    left = reply.UnprocessedKeys;
  }
  assert.equal(found.size, 50);
  assert.equal(rounds, 2);
  const gone = await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: { pk: N(1) } } },
    { DeleteRequest: { Key: { pk: N("2.0") } } }] } }));
  assert.deepEqual(gone.UnprocessedItems, {});
});
