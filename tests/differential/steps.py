"""A step is a request, or a request whose pages or segments are all fetched; an answer is what a server says to it."""

import dataclasses
import http.client
import json
import urllib.parse

AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=test/20240101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=0000"
)
PAGES_MAX = 1000


@dataclasses.dataclass
class Step:
    operation: str
    request: dict
    follow: bool = False  # every page, each side with its own keys
    segments: int = 0  # every segment, where not 0


@dataclasses.dataclass
class Answer:
    status: int
    body: dict

    def ok(self):
        return self.status == 200

    def type(self):
        return str(self.body.get("__type", "")).split("#")[-1]

    def message(self):
        return str(self.body.get("message", self.body.get("Message", "")))


class Endpoint:
    """One server, through one connection that stays open."""

    def __init__(self, url):
        self.url = url
        parts = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)

    def send(self, operation, request):
        self.connection.request("POST", "/", json.dumps(request).encode(), {
            "X-Amz-Target": "DynamoDB_20120810." + operation,
            "Content-Type": "application/x-amz-json-1.0",
            "Authorization": AUTHORIZATION,
        })

    def receive(self):
        response = self.connection.getresponse()
        data = response.read()
        try:
            body = json.loads(data)
        except ValueError:
            body = {"__type": "NoJson", "message": data[:200].decode(errors="replace")}
        return Answer(response.status, body)

    def call(self, operation, request):
        self.send(operation, request)
        return self.receive()


def perform(step, endpoints):
    """Each endpoint's answer. One request is under way at all of them at once."""
    if not step.follow and not step.segments:
        for endpoint in endpoints:
            endpoint.send(step.operation, step.request)
        return [endpoint.receive() for endpoint in endpoints]
    return [gather(step, endpoint) for endpoint in endpoints]


def gather(step, endpoint):
    requests = [step.request]
    if step.segments:
        requests = [{**step.request, "Segment": segment, "TotalSegments": step.segments} for segment in range(step.segments)]
    total = {"Count": 0, "ScannedCount": 0}
    for request in requests:
        for _ in range(PAGES_MAX):
            answer = endpoint.call(step.operation, request)
            if not answer.ok():
                return answer
            for name in ("Count", "ScannedCount"):
                total[name] += answer.body.get(name, 0)
            if "Items" in answer.body:
                total.setdefault("Items", []).extend(answer.body["Items"])
            if "LastEvaluatedKey" not in answer.body:
                break
            request = {**request, "ExclusiveStartKey": answer.body["LastEvaluatedKey"]}
        else:
            return Answer(0, {"__type": "EndlessPages", "message": f"more than {PAGES_MAX} pages"})
    return Answer(200, total)
