#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# scenario_json.py SCHEMA YAML-FOLDER: the names of files in the folder that are not valid by the JSON Schema, in order.
# Values are resolved as YAML 1.2 does, which is what editors do: PyYAML's resolver is for YAML 1.1.
import json
import os
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("merge", r"<<", ["<"]),
):
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile("(?:%s)$" % pattern), first)
Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value, 16 if "x" in node.value else 10))

with open(sys.argv[1]) as file:
    validator = jsonschema.Draft7Validator(json.load(file))
jsonschema.Draft7Validator.check_schema(validator.schema)
for name in sorted(os.listdir(sys.argv[2])):
    with open(os.path.join(sys.argv[2], name), encoding="utf-8") as file:
        document = yaml.load(file, Loader)
    if not validator.is_valid(document):
        print(name)
