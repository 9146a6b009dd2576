# SPDX-License-Identifier: BSD-3-Clause
"""read_languages.py: reads what `acrn-cfg graph` has written for Graphviz and for Mermaid, and compares it.

    read_languages.py plans DIRECTORY     each NAME.json (from dot -Tjson) and NAME.mermaid with NAME.plan
    read_languages.py scenario FILE       writes a scenario with hostile names
    read_languages.py names DIRECTORY     the same for that scenario, which has no plan: its names
    read_languages.py parsed DIRECTORY    each NAME.mermaid with NAME.mermaid.parsed, as Mermaid itself has read it
"""

import json
import os
import re
import sys
import xml.etree.ElementTree as tree
from xml.sax.saxutils import escape

HOSTILE = [
    "<script>alert(1)</script>",
    "]]>",
    "a\"b'c`d",
    "back\\slash\\n\\G\\",
    "&amp; &#65; #quot; #35;",
    "a--b",
    "end",
    "--> x -.- y",
    "%%{init: {}}%%",
    "style a:#b;",
    "1. item",
    "**bold** _it_ `code`",
    "line\nbreak",
    "\u202eright to left",
    "\u2028separator",
    "\ufb02\u00b0\u00b0 \u00b6\u00df",
    "\U0001f600",
    "n" * 10000,
    "<" * 10000,
    "\u00e9" * 10000,
    "$(x) ${y} $$z",
    "{braces} | pipe | [brackets]",
]

# ---- Readers: nodes as lines by name, links as (VM, other, row of a bus, lines) ----


def drawn(item):
    """The texts that Graphviz draws for a node or an edge."""
    operations = item.get("_ldraw_", [])
    return [each["text"] for each in operations if each["op"] == "T"]


def read_dot(path):
    with open(path, encoding="utf-8") as file:
        graph = json.load(file)
    nodes, links = {}, []
    by_number = {}
    for item in graph.get("objects", []):
        by_number[item["_gvid"]] = item["name"]
        if not item["name"].startswith("cluster_"):
            nodes[item["name"]] = drawn(item)
            assert item["id"] == item["name"]
    for item in graph.get("edges", []):
        row = item.get("headport", "").split(":")[0]
        links.append((by_number[item["tail"]], by_number[item["head"]], row, drawn(item)))
    return nodes, links


NAME = r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*"
TEXT = (
    r'"((?:[A-Za-z0-9 ,]|(?<=[A-Za-z0-9])[-_.](?=[A-Za-z0-9])|:(?= )|#[0-9]+;|<br>'
    r'|[^\x00-\x7f°¶ßﬂ\u2028\u2029])+)"'
)
NODE = re.compile(rf"(?:  |    )({NAME})(?:\[{TEXT}\]|\[\({TEXT}\)\]|\(\[{TEXT}\]\))")
LINK = re.compile(rf"  ({NAME}) (?:---|-\.-)(?:\|{TEXT}\|)? ({NAME})")
OTHER = re.compile(
    rf"  subgraph [a-z]+ \[\"[A-Za-z -]+\"\]|  end|  linkStyle [0-9]+ [a-z-]+:\S.*"
    rf"|  classDef [a-z]+ \S.*|  class {NAME} [a-z]+"
)


def shown(text):
    if not text:
        return []
    decode = lambda match: chr(int(match.group(1)))
    return [re.sub(r"#([0-9]+);", decode, line) for line in text.split("<br>")]


def read_mermaid(path):
    """Any line that is not of a form that acrn-cfg writes fails."""
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    assert lines[0] == "---" and lines[2:4] == ["---", "flowchart LR"], lines[:4]
    assert json.loads(lines[1].removeprefix("title: "))
    assert lines.pop() == ""
    nodes, links = {}, []
    for line in lines[4:]:
        node, link = NODE.fullmatch(line), LINK.fullmatch(line)
        if node:
            nodes[node.group(1)] = shown(next(filter(None, node.groups()[1:])))
        elif link:
            links.append((link.group(1), link.group(3), "", shown(link.group(2))))
        else:
            assert OTHER.fullmatch(line), line
    nodes.pop("rest", None)
    return nodes, links


# ---- What a picture says ----


def facts_of(picture):
    nodes, links = picture
    facts = set()
    for name, lines in nodes.items():
        kind = re.match("vm|region|connection", name).group()
        facts.add((kind, lines[0]))
        for line in lines[1:]:
            facts.add((kind, lines[0], line.split(" · ")[0]))
    for vm, other, row, lines in links:
        rows = [line for line in nodes[other][3:] if re.search(": (slot [0-9:]+|00:..\\..)$", line)]
        if row:
            address = rows[int(row[1:])]
            assert address.startswith(nodes[vm][0] + ": ")
            address = address.split(": ", 1)[1]
        else:
            address = lines[0] if lines else None
        if not address:  # a bus of Mermaid
            address = next(row for row in rows if row.startswith(nodes[vm][0] + ": ")).split(": ", 1)[1]
        facts.add(("link", nodes[vm][0], nodes[other][0], address))
    return facts


def size_of(size):
    return f"{size >> 20} MiB" if size % (1 << 20) == 0 else f"{size >> 10} KiB"


def address_of(device):
    slot = device.get("slot")
    return f"slot {slot}" if slot else device.get("vbdf")


def expected_of(path):
    """The facts that have to be there."""
    plan = tree.parse(path).getroot()
    facts = set()
    for region in plan.iter("region"):
        facts.add(("region", region.get("name")))
        facts.add(("region", region.get("name"), size_of(int(region.get("bytes")))))
    for vm in plan.iter("vm"):
        facts.add(("vm", vm.get("name")))
        for device in vm.iter("ivshmem"):
            facts.add(("link", vm.get("name"), device.get("name"), address_of(device)))
        for device in vm.iter("passthrough"):
            bdf = device.get("bdf").removeprefix("0000:")
            facts.add(("vm", vm.get("name"), f"{bdf} → {address_of(device)}"))
    for connection in plan.iter("connection"):
        name = connection.get("name", "vUART")
        facts.add(("connection", name))
        for end in connection.iter("end"):
            where = end.get("vbdf") or end.get("port")
            address = f"vUART {end.get('index')}" + (f", {where}" if where else "")
            facts.add(("link", end.get("name"), name, address))
    return facts


def compare(what, expected, actual):
    missing = expected - actual
    if missing:
        sys.exit(f"{what}: missing: {sorted(missing)}")


def compare_links(what, expected, actual):
    links = lambda facts: {fact for fact in facts if fact[0] == "link"}
    if links(expected) != links(actual):
        sys.exit(f"{what}: other links: {sorted(links(expected) ^ links(actual))}")


def readers_of(path):
    """Without Graphviz there is only one."""
    readers = [("json", read_dot), ("mermaid", read_mermaid)]
    return [reader for reader in readers if os.path.exists(f"{path}.{reader[0]}")]


def compare_plans(directory):
    names = sorted(name[:-5] for name in os.listdir(directory) if name.endswith(".plan"))
    for name in names:
        expected = expected_of(f"{directory}/{name}.plan")
        for suffix, read in readers_of(f"{directory}/{name}"):
            actual = facts_of(read(f"{directory}/{name}.{suffix}"))
            compare(f"{name}.{suffix}", expected, actual)
            compare_links(f"{name}.{suffix}", expected, actual)
    print(f"{len(names)} plans")


# ---- Hostile names ----


def write_scenario(path):
    vms = "".join(
        f"<vm id='{number}'><load_order>POST_LAUNCHED_VM</load_order>"
        f"<name>{escape(name)}</name></vm>\n"
        for number, name in enumerate(HOSTILE)
    )
    regions = "".join(
        f"<IVSHMEM_REGION><NAME>{escape(name)}</NAME><IVSHMEM_VMS>"
        f"<IVSHMEM_VM><VM_NAME>{escape(name)}</VM_NAME></IVSHMEM_VM>"
        f"<IVSHMEM_VM><VM_NAME>?{escape(name)}</VM_NAME></IVSHMEM_VM>"
        "</IVSHMEM_VMS></IVSHMEM_REGION>\n"
        for name in HOSTILE
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"<acrn-config><hv><FEATURES><IVSHMEM>{regions}</IVSHMEM></FEATURES></hv>{vms}</acrn-config>\n")


def label(name):
    """What pictures have of a name."""
    name = re.sub("[\n\u2028\u202e]", lambda match: "".join(f"\\x{byte:02x}" for byte in match.group().encode()), name)
    return name if len(name) <= 100 else name[:99] + "…"


def compare_names(directory):
    unknown = {label("?" + name) for name in HOSTILE}
    names = {label(name) for name in HOSTILE}
    expected = {("vm", name) for name in names | unknown} | {("region", name) for name in names}
    for suffix, read in readers_of(f"{directory}/hostile"):
        nodes, links = read(f"{directory}/hostile.{suffix}")
        kinds = {(re.match("vm|region", name).group(), lines[0]) for name, lines in nodes.items()}
        if kinds != expected:
            sys.exit(f"hostile.{suffix}: {kinds ^ expected}")
        assert len(links) == 2 * len(HOSTILE)


# ---- Mermaid itself ----


def compare_parsed(directory):
    for name in os.listdir(directory):
        if not name.endswith(".mermaid"):
            continue
        nodes, links = read_mermaid(f"{directory}/{name}")
        with open(f"{directory}/{name}.parsed", encoding="utf-8") as file:
            parsed = json.load(file)
        parsed["nodes"].pop("rest", None)
        if parsed["nodes"] != nodes:
            sys.exit(f"{name}: {parsed['nodes']} != {nodes}")
        if parsed["links"] != [[vm, other, lines] for vm, other, _, lines in links]:
            sys.exit(f"{name}: {parsed['links']} != {links}")


if __name__ == "__main__":
    verbs = {
        "plans": compare_plans,
        "scenario": write_scenario,
        "names": compare_names,
        "parsed": compare_parsed,
    }
    verbs[sys.argv[1]](sys.argv[2])
