"""Secondary indexes: what is in them, Query and Scan of them (AWS: "Using Global Secondary Indexes", "Local Secondary Indexes")."""

from support import VALIDATION, Case, pages


def key(*names, count=1):
    return [{"AttributeName": n, "KeyType": "HASH" if i < count else "RANGE"} for i, n in enumerate(names)]


def index(name, keys, projection="ALL", *attributes):
    described = {"ProjectionType": projection}
    if attributes:
        described["NonKeyAttributes"] = list(attributes)
    return {"IndexName": name, "KeySchema": keys, "Projection": described}


def types(**named):
    return [{"AttributeName": name, "AttributeType": t} for name, t in named.items()]


def song(artist, title, **more):
    item = {"artist": {"S": artist}, "title": {"S": title}}
    item.update({name: {"N": str(value)} if isinstance(value, int) else {"S": value} for name, value in more.items()})
    return item


class Indexes(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.create(
            "songs", "artist:S title:S",
            AttributeDefinitions=types(artist="S", title="S", genre="S", year="N", label="S"),
            LocalSecondaryIndexes=[index("by-year", key("artist", "year"), "INCLUDE", "plays")],
            GlobalSecondaryIndexes=[
                index("genre-year", key("genre", "year")),
                index("genre-only", key("genre"), "KEYS_ONLY"),
                index("plays", key("label", "year"), "INCLUDE", "plays"),
                index("pairs", key("genre", "label", "year", "title", count=2), "KEYS_ONLY"),
            ])
        cls.table = cls.name("songs")
        cls.wait("table_exists", cls.table)
        cls.items = [
            song("a", "1", genre="rock", year=1990, label="x", plays=5, lyrics="one"),
            song("a", "2", genre="rock", year=1980, label="x", plays=6),
            song("a", "3", genre="rock", year=1985, label="y"),
            song("b", "1", genre="jazz", year=1970, label="x", plays=7),
            song("b", "2", genre="jazz"),
            song("b", "3", year=1999),
        ]
        for item in cls.items:
            cls.db.put_item(TableName=cls.table, Item=item)

    def query(self, name, condition, **more):
        values = more.pop("values")
        return self.db.query(TableName=self.table, IndexName=name, KeyConditionExpression=condition.replace("year", "#y"),
                             ExpressionAttributeValues=values,
                             **({"ExpressionAttributeNames": {"#y": "year"}} if "year" in condition else {}), **more)

    def titles(self, *arguments, **request):
        return [item["artist"]["S"] + item["title"]["S"] for item in self.query(*arguments, **request)["Items"]]

    def refuses(self, message, name, condition, **request):
        self.refused(VALIDATION, message, self.query, name, condition, **request)

    def test_descriptions(self):
        table = self.db.describe_table(TableName=self.table)["Table"]
        by_name = {each["IndexName"]: each for each in table["GlobalSecondaryIndexes"]}
        self.assertEqual(set(by_name), {"genre-year", "genre-only", "plays", "pairs"})
        described = by_name["plays"]
        self.assertEqual(described["KeySchema"], key("label", "year"))
        self.assertEqual(described["Projection"], {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["plays"]})
        self.assertEqual(described["IndexStatus"], "ACTIVE")
        self.assertEqual(described["IndexArn"], table["TableArn"] + "/index/plays")
        self.assertEqual(by_name["pairs"]["KeySchema"], key("genre", "label", "year", "title", count=2))
        local = table["LocalSecondaryIndexes"][0]
        self.assertEqual(local["KeySchema"], key("artist", "year"))
        self.assertEqual(local["IndexArn"], table["TableArn"] + "/index/by-year")
        self.assertNotIn("IndexStatus", local)
        self.assertEqual(len(table["AttributeDefinitions"]), 5)

    def test_an_index_has_the_items_that_have_its_key_in_its_order(self):
        rock = {":g": {"S": "rock"}}
        self.assertEqual(self.titles("genre-year", "genre = :g", values=rock), ["a2", "a3", "a1"])
        self.assertEqual(self.titles("genre-year", "genre = :g", values=rock, ScanIndexForward=False), ["a1", "a3", "a2"])
        # Sparse: b2 has a genre and no year.
        self.assertEqual(self.titles("genre-year", "genre = :g", values={":g": {"S": "jazz"}}), ["b1"])
        self.assertEqual(sorted(self.titles("genre-only", "genre = :g", values={":g": {"S": "jazz"}})), ["b1", "b2"])
        between = {":g": {"S": "rock"}, ":a": {"N": "1980"}, ":b": {"N": "1985"}}
        self.assertEqual(self.titles("genre-year", "genre = :g AND year BETWEEN :a AND :b", values=between), ["a2", "a3"])
        more = {":g": {"S": "rock"}, ":a": {"N": "1980"}}
        self.assertEqual(self.titles("genre-year", "genre = :g AND year > :a", values=more), ["a3", "a1"])
        self.assertEqual(self.titles("genre-year", "genre = :g AND year <= :a", values=more), ["a2"])
        self.assertEqual(self.titles("genre-year", "genre = :g AND year < :a", values=more), [])
        self.assertEqual(self.titles("genre-year", "genre = :g AND year = :a", values=more), ["a2"])

    def test_projections(self):
        x = {":l": {"S": "x"}}
        found = self.query("plays", "label = :l", values=x)["Items"]
        self.assertEqual([sorted(item) for item in found], [["artist", "label", "plays", "title", "year"]] * 3)
        found = self.query("genre-only", "genre = :g", values={":g": {"S": "rock"}})["Items"]
        self.assertEqual({tuple(sorted(item)) for item in found}, {("artist", "genre", "title")})
        whole = self.query("genre-year", "genre = :g", values={":g": {"S": "rock"}})["Items"]
        self.assertIn(self.items[0], whole)
        found = self.query("plays", "label = :l", values=x, Select="ALL_PROJECTED_ATTRIBUTES")
        self.assertEqual(found["Count"], 3)
        found = self.query("plays", "label = :l", values=x, Select="COUNT")
        self.assertEqual((found["Count"], "Items" in found), (3, False))

    def test_what_a_global_index_does_not_have_is_refused(self):
        x = {":l": {"S": "x"}}
        self.refuses("Global secondary index plays does not project [lyrics, genre]", "plays", "label = :l", values=x,
                     ProjectionExpression="artist, lyrics, genre")
        self.refuses("Select type ALL_ATTRIBUTES is not supported for global secondary index plays because its projection "
                     "type is not ALL", "plays", "label = :l", values=x, Select="ALL_ATTRIBUTES")
        self.refuses("Secondary index plays does not project one or more filter attributes: [genre]", "plays", "label = :l",
                     values={":l": {"S": "x"}, ":g": {"S": "rock"}}, FilterExpression="genre = :g")
        self.refuses("Consistent reads are not supported on global secondary indexes", "plays", "label = :l", values=x,
                     ConsistentRead=True)
        self.refuses("The table does not have the specified index: none", "none", "label = :l", values=x)
        self.refused(VALIDATION, "The table does not have the specified index: none", self.db.scan, TableName=self.table,
                     IndexName="none")
        self.refused(VALIDATION, "Consistent reads are not supported on global secondary indexes", self.db.scan,
                     TableName=self.table, IndexName="plays", ConsistentRead=True)
        self.assertEqual(self.query("genre-year", "genre = :g", values={":g": {"S": "rock"}}, Select="ALL_ATTRIBUTES")["Count"], 3)

    def test_a_local_index_fetches_what_it_does_not_have(self):
        a = {":a": {"S": "a"}}
        whole = self.query("by-year", "artist = :a", values=a, Select="ALL_ATTRIBUTES")["Items"]
        self.assertEqual(whole, [self.items[1], self.items[2], self.items[0]])
        read = self.db.query(
            TableName=self.table, IndexName="by-year", KeyConditionExpression="artist = :a", ExpressionAttributeValues=a,
            ProjectionExpression="#t", ExpressionAttributeNames={"#t": "lyrics"}, ConsistentRead=True,
            ReturnConsumedCapacity="INDEXES")
        self.assertEqual(read["Items"], [{}, {}, {"lyrics": {"S": "one"}}])
        # AWS: each item that is fetched costs a read of its own.
        self.assertEqual(read["ConsumedCapacity"]["Table"]["CapacityUnits"], 3.0)
        self.assertEqual(read["ConsumedCapacity"]["LocalSecondaryIndexes"]["by-year"]["CapacityUnits"], 1.0)
        self.assertEqual(read["ConsumedCapacity"]["CapacityUnits"], 4.0)
        plain = self.query("by-year", "artist = :a", values=a, ReturnConsumedCapacity="INDEXES")
        self.assertEqual(plain["ConsumedCapacity"]["Table"]["CapacityUnits"], 0.0)
        self.assertEqual(plain["ConsumedCapacity"]["CapacityUnits"], 0.5)

    def test_filters(self):
        rock = {":g": {"S": "rock"}, ":t": {"S": "1"}}
        # A table's key is no key of the index.
        self.assertEqual(self.titles("genre-year", "genre = :g", values=rock, FilterExpression="title = :t"), ["a1"])
        self.refuses("Filter Expression can only contain non-primary key attributes: Primary key attribute: genre",
                     "genre-year", "genre = :g", values=rock, FilterExpression="genre <> :t")
        found = self.db.scan(TableName=self.table, IndexName="plays", FilterExpression="attribute_exists(genre)")
        self.assertEqual((found["Count"], found["ScannedCount"]), (0, 4))

    def test_keys_of_several_attributes(self):
        both = {":g": {"S": "rock"}, ":l": {"S": "x"}}
        self.assertEqual(self.titles("pairs", "genre = :g AND label = :l", values=both), ["a2", "a1"])
        late = {**both, ":y": {"N": "1985"}}
        self.assertEqual(self.titles("pairs", "genre = :g AND label = :l AND year > :y", values=late), ["a1"])
        exact = {**both, ":y": {"N": "1990"}, ":t": {"S": "1"}}
        condition = "genre = :g AND label = :l AND year = :y AND "
        self.assertEqual(self.titles("pairs", condition + "title = :t", values=exact), ["a1"])
        self.assertEqual(self.titles("pairs", condition + "begins_with(title, :t)", values=exact), ["a1"])
        self.assertEqual(self.titles("pairs", condition + "title > :t", values=exact), [])
        self.refuses("HASH key attributes label must have equality conditions specified in the query", "pairs", "genre = :g",
                     values={":g": {"S": "rock"}})
        self.refuses("HASH key attributes label must have equality conditions specified in the query", "pairs",
                     "genre = :g AND label > :l", values=both)
        self.refuses("RANGE key attributes year must have equality conditions specified in the query because a condition is "
                     "present on key attribute title", "pairs", "genre = :g AND label = :l AND title = :t",
                     values={**both, ":t": {"S": "1"}})
        self.refuses("RANGE key attributes year must have equality conditions", "pairs", condition.replace("= :y", "> :y")
                     + "title = :t", values=exact)

    def test_pages(self):
        for forward in (True, False):
            found = []
            for page in pages(self.db.query, TableName=self.table, IndexName="genre-year", Limit=1,
                              KeyConditionExpression="genre = :g", ExpressionAttributeValues={":g": {"S": "rock"}},
                              ScanIndexForward=forward):
                found += page["Items"]
                if "LastEvaluatedKey" in page:
                    self.assertEqual(set(page["LastEvaluatedKey"]), {"artist", "title", "genre", "year"})
            self.assertEqual(len(found), 3)
        found = [item for page in pages(self.db.scan, TableName=self.table, IndexName="by-year", Limit=2)
                 for item in page["Items"]]
        self.assertEqual(len(found), 5)
        for total in (1, 3):
            found = sum(self.db.scan(TableName=self.table, IndexName="genre-only", Segment=segment, TotalSegments=total)["Count"]
                        for segment in range(total))
            self.assertEqual(found, 5)

    def test_start_keys_have_the_keys_of_both(self):
        rock = {":g": {"S": "rock"}}
        start = {"artist": {"S": "a"}, "title": {"S": "2"}, "genre": {"S": "rock"}, "year": {"N": "1980"}}
        self.assertEqual(self.titles("genre-year", "genre = :g", values=rock, ExclusiveStartKey=start), ["a3", "a1"])
        for wrong in ({k: v for k, v in start.items() if k != "genre"}, {**start, "more": {"S": "x"}},
                      {**start, "year": {"S": "1980"}}):
            self.refuses("The provided starting key is invalid", "genre-year", "genre = :g", values=rock,
                         ExclusiveStartKey=wrong)

    def test_capacity_of_writes(self):
        units = self.db.put_item(TableName=self.table, Item=song("c", "1", genre="folk", year=2000, label="z", lyrics="t" * 1500),
                                 ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
        self.assertEqual(units["Table"]["CapacityUnits"], 2.0)
        self.assertEqual(units["LocalSecondaryIndexes"], {"by-year": {"CapacityUnits": 1.0}})
        self.assertEqual({name: each["CapacityUnits"] for name, each in units["GlobalSecondaryIndexes"].items()},
                         {"genre-year": 2.0, "genre-only": 1.0, "plays": 1.0, "pairs": 1.0})
        self.assertEqual(units["CapacityUnits"], 8.0)
        # Another sort value moves the row: a deletion and a put.
        units = self.db.update_item(TableName=self.table, Key={"artist": {"S": "c"}, "title": {"S": "1"}},
                                    UpdateExpression="SET #y = :y", ExpressionAttributeNames={"#y": "year"},
                                    ExpressionAttributeValues={":y": {"N": "2001"}},
                                    ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
        self.assertEqual(units["GlobalSecondaryIndexes"]["genre-year"]["CapacityUnits"], 4.0)
        self.assertEqual(units["GlobalSecondaryIndexes"]["plays"]["CapacityUnits"], 2.0)
        self.assertNotIn("genre-only", units["GlobalSecondaryIndexes"])
        # What an index does not have costs it nothing.
        units = self.db.update_item(TableName=self.table, Key={"artist": {"S": "c"}, "title": {"S": "1"}},
                                    UpdateExpression="SET plays = :p", ExpressionAttributeValues={":p": {"N": "1"}},
                                    ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
        self.assertEqual(set(units["GlobalSecondaryIndexes"]), {"genre-year", "plays"})
        deleted = self.db.delete_item(TableName=self.table, Key={"artist": {"S": "c"}, "title": {"S": "1"}},
                                      ReturnItemCollectionMetrics="SIZE")
        self.assertEqual(deleted["ItemCollectionMetrics"],
                         {"ItemCollectionKey": {"artist": {"S": "c"}}, "SizeEstimateRangeGB": [0.0, 1.0]})

    def test_values_that_no_index_can_hold(self):
        mismatch = "One or more parameter values were invalid: Type mismatch for Index Key"
        empty = ("One or more parameter values are not valid. A value specified for a secondary index key is not supported. The "
                 "AttributeValue for a key attribute cannot contain an empty string value.")
        put = lambda item: self.db.put_item(TableName=self.table, Item=item)
        self.refused(VALIDATION, mismatch, put, song("d", "1", genre=5))
        self.refused(VALIDATION, mismatch, put, song("d", "1", year="1990"))
        self.refused(VALIDATION, empty, put, song("d", "1", genre=""))
        self.refused(VALIDATION, "One or more parameter values were invalid", put, song("d", "1", genre="x" * 2049))
        self.refused(VALIDATION, mismatch, self.db.batch_write_item,
                     RequestItems={self.table: [{"PutRequest": {"Item": song("d", "1", genre=5)}}]})
        where = {"TableName": self.table, "Key": {"artist": {"S": "a"}, "title": {"S": "1"}}}
        self.refused(VALIDATION, mismatch, self.db.update_item, **where, UpdateExpression="SET genre = :v",
                     ExpressionAttributeValues={":v": {"N": "1"}})
        self.refused(VALIDATION, "The update expression attempted to update a secondary index key to a value that is not supported",
                     self.db.update_item, **where, UpdateExpression="SET genre = :v", ExpressionAttributeValues={":v": {"S": ""}})
        self.refused(VALIDATION, "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
                     "IndexKey: genre", self.db.update_item, **where, UpdateExpression="SET genre.a = :v",
                     ExpressionAttributeValues={":v": {"S": "x"}})
        put(song("d", "9", genre="x" * 2048))
        self.db.delete_item(TableName=self.table, Key={"artist": {"S": "d"}, "title": {"S": "9"}})


class Definitions(Case):
    """What CreateTable refuses."""

    def refuse(self, message, keys="p:S s:S", **request):
        request.setdefault("AttributeDefinitions", types(p="S", s="S", x="S"))
        self.refused(VALIDATION, message, self.create, "none", keys, **request)

    def test_local_indexes(self):
        self.refuse("Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex", "p:S",
                    AttributeDefinitions=types(p="S", x="S"), LocalSecondaryIndexes=[index("local", key("p", "x"))])
        self.refuse("Index KeySchema does not have a range key for index: local", LocalSecondaryIndexes=[index("local", key("p"))])
        self.refuse("Index KeySchema does not have the same leading hash key as table KeySchema for index: local",
                    LocalSecondaryIndexes=[index("local", key("x", "s"))])
        self.refuse("Number of LocalSecondaryIndexes exceeds per-table limit of 5",
                    LocalSecondaryIndexes=[index(f"local{i}", key("p", "x")) for i in range(6)])

    def test_all_indexes(self):
        self.refuse("Duplicate index name: two", GlobalSecondaryIndexes=[index("two", key("x")), index("two", key("s", "x"))])
        self.refuse("Duplicate index name: two", GlobalSecondaryIndexes=[index("two", key("x"))],
                    LocalSecondaryIndexes=[index("two", key("p", "x"))])
        self.refuse("List of GlobalSecondaryIndexes is empty", AttributeDefinitions=types(p="S", s="S"), GlobalSecondaryIndexes=[])
        self.refuse("Some index key attributes are not defined in AttributeDefinitions. Keys: [y]",
                    GlobalSecondaryIndexes=[index("one", key("y"))])
        self.refuse("Some AttributeDefinitions are not used. AttributeDefinitions: [p, s, x, y], keys used: [p, s, x]",
                    AttributeDefinitions=types(p="S", s="S", x="S", y="S"), GlobalSecondaryIndexes=[index("one", key("x"))])
        self.refuse("GlobalSecondaryIndex count exceeds the per-table limit of 20",
                    GlobalSecondaryIndexes=[index(f"global{i}", key("x")) for i in range(21)])
        self.refuse("Member must have length greater than or equal to 3", GlobalSecondaryIndexes=[index("ab", key("x"))])
        self.refuse("Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
                    GlobalSecondaryIndexes=[index("a b", key("x"))])

    def test_keys(self):
        self.refuse("The first KeySchemaElement is not a HASH key type",
                    GlobalSecondaryIndexes=[index("one", [{"AttributeName": "x", "KeyType": "RANGE"}])])
        self.refuse("Both the Hash Key and the Range Key element in the KeySchema have the same name",
                    GlobalSecondaryIndexes=[index("one", key("x", "x"))])
        five = types(**{f"k{i}": "S" for i in range(5)}, p="S", s="S")
        self.refuse("Invalid KeySchema", AttributeDefinitions=five,
                    GlobalSecondaryIndexes=[index("one", key(*(f"k{i}" for i in range(5)), count=5))])
        self.refuse("Invalid KeySchema", AttributeDefinitions=five,
                    GlobalSecondaryIndexes=[index("one", key("p", *(f"k{i}" for i in range(5))))])

    def test_projections(self):
        one = lambda *arguments: {"GlobalSecondaryIndexes": [index("one", key("x"), *arguments)]}
        self.refuse("ProjectionType is INCLUDE, but NonKeyAttributes is not specified", **one("INCLUDE"))
        self.refuse("ProjectionType is ALL, but NonKeyAttributes is specified", **one("ALL", "a"))
        self.refuse("ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified", **one("KEYS_ONLY", "a"))
        self.refuse("Member must satisfy enum value set: [ALL, INCLUDE, KEYS_ONLY]", **one("SOME"))
        self.refuse("Unknown ProjectionType: null",
                    GlobalSecondaryIndexes=[{"IndexName": "one", "KeySchema": key("x"), "Projection": {}}])
        self.refuse("Member must have length less than or equal to 20", **one("INCLUDE", *(f"a{i}" for i in range(21))))
        self.refuse("exceeds the limit of 100", GlobalSecondaryIndexes=[
            index(f"global{k}", key("x"), "INCLUDE", *(f"a{k}-{i}" for i in range(20 if k < 5 else 1))) for k in range(6)])

    def test_throughput(self):
        units = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
        self.refuse("ProvisionedThroughput must be specified for index: one", BillingMode="PROVISIONED",
                    ProvisionedThroughput=units, GlobalSecondaryIndexes=[index("one", key("x"))])
        self.refuse("ProvisionedThroughput should not be specified for index: one",
                    GlobalSecondaryIndexes=[{**index("one", key("x")), "ProvisionedThroughput": units}])

    def test_as_many_as_there_may_be(self):
        self.create("full", "p:S s:S", AttributeDefinitions=types(p="S", s="S", x="S"),
                    LocalSecondaryIndexes=[index(f"local{i}", key("p", "x")) for i in range(5)],
                    GlobalSecondaryIndexes=[index(f"global{i}", key("x"), "INCLUDE", *(f"a{i}-{k}" for k in range(5)))
                                            for i in range(20)])
        self.wait("table_exists", self.name("full"))
        self.db.put_item(TableName=self.name("full"), Item={name: {"S": "v"} for name in "psx"})
        for name in ("local4", "global19"):
            self.assertEqual(self.db.scan(TableName=self.name("full"), IndexName=name)["Count"], 1)
