"""Select, and Scan in parallel segments (AWS: "Query" and "Scan" in the API reference, "Parallel scan")."""

from support import Case, VALIDATION, pages, put_all
from values import N, S

ATTRIBUTES = "when choosing to get"


class Select(Case):
    TABLES = {"t": "pk:S sk:N"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        put_all(cls.db, cls.name("t"), [{"pk": S("p"), "sk": N(i), "v": N(i % 3), "w": S("x")} for i in range(9)])

    def query(self, **more):
        values = {":p": S("p"), **more.pop("ExpressionAttributeValues", {})}
        return self.db.query(TableName=self.name("t"), ConsistentRead=True, KeyConditionExpression="pk = :p",
                             ExpressionAttributeValues=values, **more)

    def scan(self, **more):
        return self.db.scan(TableName=self.name("t"), ConsistentRead=True, **more)

    def both(self):
        return self.query, self.scan

    def refuse(self, message, call, **more):
        self.refused(VALIDATION, message, call, **more)

    def test_all_attributes(self):
        for read in self.both():
            page = read(Select="ALL_ATTRIBUTES", Limit=1)
            self.assertEqual(page["Items"], [{"pk": S("p"), "sk": N(0), "v": N(0), "w": S("x")}])
            self.assertEqual(page, {**read(Limit=1), "ResponseMetadata": page["ResponseMetadata"]})
            self.refuse(f"Cannot specify the ProjectionExpression {ATTRIBUTES} ALL_ATTRIBUTES", read, Select="ALL_ATTRIBUTES",
                        ProjectionExpression="v")

    def test_count(self):
        filtered = {"FilterExpression": "v = :v", "ExpressionAttributeValues": {":v": N(1)}}
        for read in self.both():
            page = read(Select="COUNT")
            self.assertEqual((page["Count"], page["ScannedCount"]), (9, 9))
            self.assertNotIn("Items", page)
            page = read(Select="COUNT", **filtered)
            self.assertEqual((page["Count"], page["ScannedCount"]), (3, 9))
            found = list(pages(read, Select="COUNT", Limit=2, **filtered))
            self.assertEqual(sum(page["Count"] for page in found), 3)
            self.assertEqual(sum(page["ScannedCount"] for page in found), 9)
            self.refuse(f"Cannot specify the ProjectionExpression {ATTRIBUTES} only the Count", read, Select="COUNT",
                        ProjectionExpression="v")

    def test_limit_is_of_what_is_examined(self):
        # AWS: Limit counts the items evaluated, not those that match.
        for read in self.both():
            page = read(Limit=4, FilterExpression="v = :v", ExpressionAttributeValues={":v": N(1)})
            self.assertEqual((page["Count"], page["ScannedCount"]), (1, 4))
            self.assertEqual(page["LastEvaluatedKey"], {"pk": S("p"), "sk": N(3)})

    def test_specific_attributes(self):
        for read in self.both():
            page = read(Select="SPECIFIC_ATTRIBUTES", ProjectionExpression="w", Limit=1)
            self.assertEqual(page["Items"], [{"w": S("x")}])
            self.refuse(f"Must specify the AttributesToGet or ProjectionExpression {ATTRIBUTES} SPECIFIC_ATTRIBUTES", read,
                        Select="SPECIFIC_ATTRIBUTES")

    def test_what_needs_an_index(self):
        for read in self.both():
            self.refuse("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName", read,
                        Select="ALL_PROJECTED_ATTRIBUTES")
            self.refuse("", read, Select="SOMETHING")


class ParallelScan(Case):
    TABLES = {"t": "pk:S sk:N", "few": "pk:S"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = [{"pk": S(f"p{i % 97}"), "sk": N(i)} for i in range(300)]
        put_all(cls.db, cls.name("t"), cls.items)
        put_all(cls.db, cls.name("few"), [{"pk": S("only")}])

    def scan(self, segment, total, label="t", **more):
        return self.db.scan(TableName=self.name(label), ConsistentRead=True, Segment=segment, TotalSegments=total, **more)

    def segment(self, segment, total, **more):
        found = []
        for page in pages(self.scan, segment=segment, total=total, **more):
            found += page["Items"]
        return found

    def test_all_segments_have_everything_once(self):
        for total, limit in ((1, 1000), (2, 17), (3, 1000), (7, 5), (64, 1000)):
            with self.subTest(total=total, limit=limit):
                found = [int(item["sk"]["N"]) for segment in range(total) for item in self.segment(segment, total, Limit=limit)]
                self.assertEqual(sorted(found), list(range(300)))
        self.assertEqual(sorted(len(self.segment(segment, 4, label="few")) for segment in range(4)), [0, 0, 0, 1])

    def test_work_is_shared(self):
        counts = [len(self.segment(segment, 2)) for segment in range(2)]
        self.assertGreater(min(counts), 0)

    def test_a_partition_is_in_one_segment(self):
        # AWS: segments are made of partitions' hashes, so an item's segment is its partition's.
        for segment in range(3):
            mine = {item["pk"]["S"] for item in self.segment(segment, 3)}
            for other in range(segment + 1, 3):
                self.assertFalse(mine & {item["pk"]["S"] for item in self.segment(other, 3)})

    def test_filters_and_counts(self):
        request = {"FilterExpression": "sk < :n", "ExpressionAttributeValues": {":n": N(50)}, "Select": "COUNT"}
        replies = [self.scan(segment, 5, **request) for segment in range(5)]
        self.assertEqual(sum(reply["Count"] for reply in replies), 50)
        self.assertEqual(sum(reply["ScannedCount"] for reply in replies), 300)

    def test_foreign_start_keys(self):
        # Local: "Exclusive start key must lie within the segment".
        first = [self.segment(segment, 2)[0] for segment in range(2)]
        for segment in range(2):
            self.refused(VALIDATION, "lease use ExclusiveStartKey with correct Segment", self.scan, segment, 2,
                         ExclusiveStartKey=first[1 - segment])
            self.scan(segment, 2, ExclusiveStartKey=first[segment])

    def test_bad_segments(self):
        def scan(**more):
            return self.db.scan(TableName=self.name("t"), **more)

        self.refused(VALIDATION, "", scan, Segment=0)
        self.refused(VALIDATION, "", scan, TotalSegments=2)
        for segment, total in ((2, 2), (3, 2), (-1, 2), (0, 0), (0, 1000001)):
            self.refused(VALIDATION, "", scan, Segment=segment, TotalSegments=total)
        self.assertLessEqual(scan(Segment=0, TotalSegments=1000000)["Count"], 300)
