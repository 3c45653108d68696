"""Scan: everything once, in pages (AWS: "Scanning tables in DynamoDB")."""

from support import Case, VALIDATION, pages, put_all


class Scan(Case):
    TABLES = {"full": "pk:S sk:N", "empty": "pk:S", "large": "pk:S"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = [{"pk": {"S": f"p{i % 7}"}, "sk": {"N": str(i)}} for i in range(40)]
        put_all(cls.db, cls.name("full"), [{**key, "v": {"S": "x"}} for key in cls.keys])

    def scan(self, label="full", **more):
        return self.db.scan(TableName=self.name(label), ConsistentRead=True, **more)

    def test_empty(self):
        page = self.scan("empty")
        self.assertEqual((page["Items"], page["Count"], page["ScannedCount"]), ([], 0, 0))
        self.assertNotIn("LastEvaluatedKey", page)

    def test_whole(self):
        page = self.scan()
        self.assertEqual((page["Count"], page["ScannedCount"]), (40, 40))
        self.assertNotIn("LastEvaluatedKey", page)
        self.assertEqual({int(item["sk"]["N"]) for item in page["Items"]}, set(range(40)))
        # A partition's items stand together, in order of the sort key.
        partitions = [item["pk"]["S"] for item in page["Items"]]
        changes = sum(a != b for a, b in zip(partitions, partitions[1:]))
        self.assertEqual(changes, 6)
        for pk in set(partitions):
            sorts = [int(item["sk"]["N"]) for item in page["Items"] if item["pk"]["S"] == pk]
            self.assertEqual(sorts, sorted(sorts))

    def test_pages(self):
        whole = self.scan()["Items"]
        for limit in (1, 7, 40, 1000):
            found = []
            for page in pages(self.scan, Limit=limit):
                self.assertLessEqual(page["Count"], limit)
                if "LastEvaluatedKey" in page and page["Items"]:
                    last = page["Items"][-1]
                    self.assertEqual(page["LastEvaluatedKey"], {"pk": last["pk"], "sk": last["sk"]})
                found += page["Items"]
            self.assertEqual(found, whole)

    def test_page_of_one_megabyte(self):
        for i in range(4):
            self.db.put_item(TableName=self.name("large"), Item={
                "pk": {"S": f"p{i}"}, "data": {"B": b"x" * (300 * 1024)},
            })
        counts = [page["Count"] for page in pages(self.scan, label="large")]
        self.assertEqual(sum(counts), 4)
        self.assertGreater(len(counts), 1)

    def test_start_that_does_not_exist(self):
        # The item an ExclusiveStartKey names may have been deleted since.
        first = self.scan(Limit=1)["Items"][0]
        start = {"pk": first["pk"], "sk": {"N": first["sk"]["N"] + ".5"}}
        self.assertEqual(self.scan(ExclusiveStartKey=start)["Items"], self.scan()["Items"][1:])

    def test_foreign_starts(self):
        # Observed: pynamodb/PynamoDB 50, baopham/laravel-dynamodb 200.
        for key in ({"pk": {"S": "p"}}, {"pk": {"S": "p"}, "sk": {"S": "1"}}, {"pk": {"S": "p"}, "other": {"N": "1"}},
                    {"pk": {"S": "p"}, "sk": {"N": "1"}, "other": {"N": "1"}}):
            self.refused(VALIDATION, "The provided starting key is invalid", self.scan, ExclusiveStartKey=key)

    def test_limit(self):
        self.refused(VALIDATION, "at 'limit' failed to satisfy constraint: Member must have value greater than or "
                     "equal to 1", self.scan, Limit=0)
