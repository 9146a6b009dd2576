#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""scenarios.py DIRECTORY: writes the scenarios of which browsers show pictures and reports, run from the sources' root:
two of those that are shipped, one with errors, one with hostile names, and a large one. Beside each is NAME.names with
the names of its VMs and regions, a line each."""
import copy
import re
import sys
import xml.etree.ElementTree as tree

TRIO = "boards/lab/trio.xml"
HOSTILE = [
    "<script>document.title = 'script ran'</script>",
    "\"><img src=x onerror=\"document.title = 'handler ran'\">]]>-->",
    "a\u202eb\u2066c \u05d0\u05d1",
    "A" * 10000,
    "&lt;b&gt; </text></svg></bdi></table></style><h1>",
    "' ; url(http://example.org/) @import",
]


def shown(name):
    """Marks that turn the direction of writing are shown as their bytes."""
    return re.sub("[\u202a-\u202e\u2066-\u2069]",
                  lambda mark: "".join(f"\\x{byte:02x}" for byte in mark[0].encode()), name)


def names_of(root):
    return [one.text for one in root.findall("vm/name") + root.findall(".//IVSHMEM_REGION/NAME")]


def set_text(root, path, value):
    root.find(path).text = value


def rename(root, old, new):
    """Renames a VM or region wherever it is named."""
    for element in root.iter():
        if element.tag in ("name", "NAME", "VM_NAME") and element.text == old:
            element.text = new


def with_errors():
    root = tree.parse(TRIO).getroot()
    regions = root.findall(".//IVSHMEM_REGION")
    set_text(regions[0], "IVSHMEM_SIZE", "3")
    set_text(regions[1], "IVSHMEM_VMS/IVSHMEM_VM[2]/VBDF", "00:08.0")
    set_text(regions[1], "IVSHMEM_VMS/IVSHMEM_VM[1]/VM_NAME", "NOBODY")
    set_text(root, "vm[@id='3']/cpu_affinity/pcpu/pcpu_id", "99")
    return root


def hostile():
    root = tree.parse(TRIO).getroot()
    for old, new in zip(names_of(root), HOSTILE):
        rename(root, old, new)
    return root


def add_peer(region, vm, slot):
    peer = tree.SubElement(region.find("IVSHMEM_VMS"), "IVSHMEM_VM")
    tree.SubElement(peer, "VM_NAME").text = vm
    tree.SubElement(peer, "VBDF").text = f"00:{slot:02x}.0"


def large(vms=40, regions=8):
    root = tree.parse(TRIO).getroot()
    ivshmem = root.find(".//IVSHMEM")
    region = ivshmem.find("IVSHMEM_REGION")
    vm = root.find("vm[@id='2']")
    for old in ivshmem.findall("IVSHMEM_REGION"):
        ivshmem.remove(old)
    for old in root.findall("vm"):
        if old.find("load_order").text != "SERVICE_VM":
            root.remove(old)
    set_text(root, ".//MAX_VM_NUM", str(vms))
    set_text(region, "PROVIDED_BY", "Device Model")
    region.remove(region.find("IVSHMEM_REGION_ID"))
    region.find("IVSHMEM_VMS").clear()
    for i in range(regions):
        ivshmem.append(copy.deepcopy(region))
        set_text(ivshmem[-1], "NAME", f"region_{i}")
    root.find("vm").set("id", "0")
    for i in range(1, vms):
        root.append(copy.deepcopy(vm))
        root[-1].set("id", str(i))
        set_text(root[-1], "name", f"VM_{i}")
        set_text(root[-1], "memory/size", "64")
        add_peer(ivshmem[-1 - i % regions], f"VM_{i}", 8)
        if i % regions != i // 2 % regions:
            add_peer(ivshmem[-1 - i // 2 % regions], f"VM_{i}", 9)
    return root


def main():
    shipped = {"trio": TRIO, "desktop": "boards/nuc-alder/desktop.xml"}
    roots = {name: tree.parse(path).getroot() for name, path in shipped.items()}
    roots |= {"errors": with_errors(), "hostile": hostile(), "large": large()}
    for name, root in roots.items():
        tree.ElementTree(root).write(f"{sys.argv[1]}/{name}.xml", encoding="UTF-8", xml_declaration=True)
        with open(f"{sys.argv[1]}/{name}.names", "w", encoding="UTF-8") as out:
            out.writelines(f"{shown(one)}\n" for one in names_of(root))


main()
