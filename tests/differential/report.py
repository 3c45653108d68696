"""A failure as a short script that anyone can read, and run against any server."""

import json
import os
import re
import shlex

HEAD = r"""#!/usr/bin/env bash
# usage: {name} URL
# {difference}
# found by: {command}
call() {{
  echo "== $1"
  curl -s "$URL" -H "X-Amz-Target: DynamoDB_20120810.$1" -H 'Content-Type: application/x-amz-json-1.0' \
    -H 'Authorization: AWS4-HMAC-SHA256 Credential=test/20240101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0' \
    --data-binary "$2"
  echo
}}
URL=${{1:?usage: {name} URL}}
"""


def script(name, steps, difference, answers, command):
    lines = [HEAD.format(name=name, difference=difference.signature, command=command)]
    for step in steps:
        if step.follow or step.segments:
            lines.append(f"# every page{f' of each of {step.segments} segments' if step.segments else ''} of:")
        lines.append(f"call {step.operation} {shlex.quote(json.dumps(step.request, ensure_ascii=False))}")
    for side, answer in answers:
        lines.append(f"# {side}: {answer.status} {json.dumps(answer.body, ensure_ascii=False, sort_keys=True)[:2000]}")
    return "\n".join(lines) + "\n"


def save(folder, name, text):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, re.sub(r"[^A-Za-z0-9.-]", "_", name))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path
