"""TagResource, UntagResource, ListTagsOfResource, Tags of CreateTable (AWS: the API reference's pages; "Tagging restrictions in DynamoDB")."""

import re
import time

from support import NOT_FOUND, VALIDATION, Case, definition


class Tags(Case):
    TABLES = {"tagged": "pk:S"}

    def setUp(self):
        self.arn = self.db.describe_table(TableName=self.name("tagged"))["Table"]["TableArn"]
        keys = [tag["Key"] for tag in self.tags()]
        if keys:
            self.db.untag_resource(ResourceArn=self.arn, TagKeys=keys)
            self.eventually([])

    def tags(self, arn=None):
        """As (key, value) dictionaries, whatever the pages."""
        tags, request = [], {"ResourceArn": arn or self.arn}
        while True:
            page = self.db.list_tags_of_resource(**request)
            tags += page["Tags"]
            if not page.get("NextToken"):
                return sorted(tags, key=lambda tag: tag["Key"])
            request["NextToken"] = page["NextToken"]

    def eventually(self, expected, arn=None):
        """AWS needs seconds until a change shows."""
        deadline = time.monotonic() + 30
        expected = [{"Key": key, "Value": value} for key, value in sorted(expected)]
        while self.tags(arn) != expected and time.monotonic() < deadline:
            time.sleep(0.5)
        self.assertEqual(self.tags(arn), expected)

    def tag(self, **tags):
        self.db.tag_resource(ResourceArn=self.arn, Tags=[{"Key": key, "Value": value} for key, value in tags.items()])

    def test_life_of_tags(self):
        self.tag(owner="blue", cost="", empty="")
        self.eventually([("owner", "blue"), ("cost", ""), ("empty", "")])
        self.tag(owner="red", more="1")
        self.eventually([("owner", "red"), ("cost", ""), ("empty", ""), ("more", "1")])
        self.db.untag_resource(ResourceArn=self.arn, TagKeys=["owner", "nobody"])
        self.eventually([("cost", ""), ("empty", ""), ("more", "1")])

    def test_keys_are_case_sensitive(self):
        self.tag(a="1", A="2")
        self.eventually([("A", "2"), ("a", "1")])

    def test_tags_of_a_new_table(self):
        self.create("made", "pk:S", Tags=[{"Key": "made", "Value": "with"}])
        self.wait("table_exists", self.name("made"))
        arn = self.db.describe_table(TableName=self.name("made"))["Table"]["TableArn"]
        self.eventually([("made", "with")], arn)

    def test_fifty_tags(self):
        fifty = {f"key{i:02}": str(i) for i in range(50)}
        self.tag(**fifty)
        self.eventually(fifty.items())
        # Which error it is is unverified: the API reference has LimitExceededException too.
        self.refused(VALIDATION, "", self.tag, more="1")
        self.tag(key00="again")
        self.eventually({**fifty, "key00": "again"}.items())
        tags = [{"Key": key, "Value": ""} for key in [*fifty, "more"]]
        self.refused(VALIDATION, "", self.db.create_table, **definition(self.name("toomany"), "pk:S", Tags=tags))

    def test_lengths(self):
        longest = {"k" * 128: "v" * 256}
        self.tag(**longest)
        self.eventually(longest.items())
        self.refused(VALIDATION, "at 'tags.1.member.key' failed to satisfy constraint", self.tag, **{"k" * 129: ""})
        self.refused(VALIDATION, "at 'tags.1.member.value' failed to satisfy constraint", self.tag, k="v" * 257)
        self.refused(VALIDATION, "at 'tags.1.member.key' failed to satisfy constraint", self.tag, **{"": ""})

    def test_characters(self):
        # "letters, white space, and numbers, plus the following special characters: + - = . _ : /"
        self.tag(**{"caf\u00e9 +-=._:/": "1 2"})
        self.eventually([("caf\u00e9 +-=._:/", "1 2")])
        for text in ("a#b", "a;b", "{a}", "a*"):
            self.refused(VALIDATION, "", self.tag, **{text: ""})
            self.refused(VALIDATION, "", self.tag, a=text)

    def test_reserved_prefix(self):
        self.refused(VALIDATION, "", self.tag, **{"aws:mine": "1"})
        self.refused(VALIDATION, "", self.db.create_table,
                     **definition(self.name("reserved"), "pk:S", Tags=[{"Key": "aws:mine", "Value": ""}]))
        self.tag(aws="1")
        self.eventually([("aws", "1")])

    def test_bad_lists(self):
        self.refused(VALIDATION, "", self.tag)
        twice = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
        self.refused(VALIDATION, "", self.db.tag_resource, ResourceArn=self.arn, Tags=twice)
        self.refused(VALIDATION, "at 'tags' failed to satisfy constraint: Member must not be null", self.db.tag_resource,
                     ResourceArn=self.arn)
        self.refused(VALIDATION, "at 'tagKeys' failed to satisfy constraint: Member must not be null", self.db.untag_resource,
                     ResourceArn=self.arn)
        self.refused(VALIDATION, "at 'resourceArn' failed to satisfy constraint: Member must not be null", self.db.list_tags_of_resource)

    def test_arns(self):
        # Which error belongs to which ARN is observed: ExtendDB/extenddb 227; the missing table's also turbot/steampipe-plugin-aws 1516.
        for code, message, arn in (
            (NOT_FOUND, re.compile("Requested resource not found: Resource?Arn: .* not found"), self.arn + "-nobody"),
            (VALIDATION, "", "no-arn"),
            (VALIDATION, "", self.name("tagged")),
            (VALIDATION, "", self.arn.replace(":table/", ":global-table/")),
            (VALIDATION, "", self.arn + "/index/x"),
            ("AccessDeniedException", "", self.arn.replace(":dynamodb:", ":sqs:")),
        ):
            self.refused(code, message, self.db.list_tags_of_resource, ResourceArn=arn)
            self.refused(code, message, self.db.tag_resource, ResourceArn=arn, Tags=[{"Key": "a", "Value": ""}])
            self.refused(code, message, self.db.untag_resource, ResourceArn=arn, TagKeys=["a"])

    def test_foreign_token(self):
        self.refused(VALIDATION, "", self.db.list_tags_of_resource, ResourceArn=self.arn, NextToken="made up")
