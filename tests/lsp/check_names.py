#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""check_names.py ACRN-CFG: a region that a scenario of ACRN 2.2 shares with its launch XML, and a device of a board,
in the files as they are in the editor, or else on the disk."""
import os
import shutil
import sys
import tempfile

from protocol import Server

ROOT = os.path.realpath(tempfile.mkdtemp())
SCENARIO = """<acrn-config board="b" scenario="s">
<hv><FEATURES><IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>
<IVSHMEM_REGION>hv:/shared, 2, 0:1</IVSHMEM_REGION></IVSHMEM></FEATURES></hv>
<vm id="0"><vm_type>SOS_VM</vm_type><vuart id="0"><type>VUART_LEGACY_PIO</type></vuart></vm>
<vm id="1"><vm_type>POST_STD_VM</vm_type><vuart id="0"><type>VUART_LEGACY_PIO</type></vuart></vm>
</acrn-config>
"""
LAUNCH = """<acrn-config board="b" scenario="s" uos_launcher="1">
<uos id="1"><uos_type>PREEMPT-RT LINUX</uos_type><rtos_type>no</rtos_type>
<shm_regions><shm_region>hv:/%s,2</shm_region></shm_regions></uos>
</acrn-config>
"""
BOARD = """<acrn-config board="b"><processors><die><core><thread><cpu_id>0</cpu_id><apic_id>0x0</apic_id></thread></core>
</die></processors><devices><bus type="pci" address="0x0">
<device address="0x20000" description="00:02.0 VGA"><vendor>0x8086</vendor></device></bus></devices></acrn-config>
"""
CURRENT = """<acrn-config board="b"><vm id="0"><name>A</name><load_order>SERVICE_VM</load_order></vm>
<vm id="1"><name>B</name><load_order>POST_LAUNCHED_VM</load_order>
<pci_devs><pci_dev>00:02.0 VGA</pci_dev></pci_devs></vm></acrn-config>
"""


def write(name, text):
    with open(os.path.join(ROOT, name), "w", encoding="utf-8") as file:
        file.write(text)
    return "file://%s/%s" % (ROOT, name)


def open_document(server, uri, text, version):
    server.notify("textDocument/didOpen", {"textDocument": {
        "uri": uri, "languageId": "xml", "version": version, "text": text}})


def ask(server, method, uri, line, character, **more):
    return server.request("textDocument/" + method, {
        "textDocument": {"uri": uri}, "position": {"line": line, "character": character}, **more})["result"]


def starts(places):
    """The files and the starts of places, in their order."""
    return [(os.path.basename(each["uri"]), each["range"]["start"]["line"], each["range"]["start"]["character"])
            for each in places]


def edits(change):
    return [(os.path.basename(each["textDocument"]["uri"]), each["textDocument"]["version"],
             [(edit["range"]["start"]["line"], edit["newText"]) for edit in each["edits"]])
            for each in change["documentChanges"]]


def check_region(server):
    scenario = write("s.xml", SCENARIO)
    launch = write("launch.xml", LAUNCH % "shared")
    everything = {"context": {"includeDeclaration": True}}
    open_document(server, scenario, SCENARIO, 3)
    found = starts(ask(server, "references", scenario, 2, 22, **everything))
    assert found == [("s.xml", 2, 20), ("launch.xml", 2, 29)], found
    found = edits(ask(server, "rename", scenario, 2, 22, newName="new"))
    assert found == [("s.xml", 3, [(2, "new")]), ("launch.xml", None, [(2, "new")])], found

    # In the editor the name is one line further down.
    open_document(server, launch, "<!-- -->\n" + LAUNCH % "shared", 8)
    found = edits(ask(server, "rename", scenario, 2, 22, newName="new"))
    assert found == [("s.xml", 3, [(2, "new")]), ("launch.xml", 8, [(3, "new")])], found
    found = starts(ask(server, "references", launch, 3, 30, **everything))
    assert found == [("launch.xml", 3, 29), ("s.xml", 2, 20)], found
    assert "shared" not in str(ask(server, "completion", launch, 3, 30)), "an earlier form is completed"


def check_device(server):
    board = write("b.xml", BOARD)
    current = write("current.xml", CURRENT)
    open_document(server, current, CURRENT, 1)
    found = starts(ask(server, "definition", current, 2, 22))
    assert found == [("b.xml", 2, 0)], found
    open_document(server, board, "\n" + BOARD, 1)
    found = starts(ask(server, "definition", current, 2, 22))
    assert found == [("b.xml", 3, 0)], found
    hints = ask(server, "inlayHint", current, 0, 0, range={"start": {"line": 2, "character": 0},
                                                        "end": {"line": 3, "character": 0}})
    assert [(each["label"], each["position"]) for each in hints] == [
        ("at 00:03.0", {"line": 2, "character": 30})], hints


def main():
    server = Server([sys.argv[1], "lsp"])
    server.initialize({"workspace": {"workspaceEdit": {"documentChanges": True}}})
    check_region(server)
    check_device(server)
    assert server.end() == 0
    shutil.rmtree(ROOT)


main()
