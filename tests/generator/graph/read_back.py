# SPDX-License-Identifier: BSD-3-Clause
# read_back.py PLAN PICTURE [PLAN PICTURE...]: compares what a picture shows with the plan of its
# scenario: every VM, region, peer and connection, and no other.
import sys
import xml.etree.ElementTree as ElementTree

SVG = '{http://www.w3.org/2000/svg}'


def titles(root, kind):
    """The lines of the titles of all parts of a kind."""
    return [group.findtext(SVG + 'title').split('\n') for group in root.iter(SVG + 'g')
            if 'acrn-' + kind in group.get('class').split() and group.get('id')]


def texts(root):
    return [text.text or '' for text in root.iter(SVG + 'text')]


def of_picture(root):
    return {
        'VMs': sorted(lines[0] for lines in titles(root, 'vm')),
        'regions': sorted(lines[0] for lines in titles(root, 'region')),
        'peers': sorted(tuple(lines[:3]) for lines in titles(root, 'peer')),
        'connections': sorted((lines[0], *sorted(lines[2:4])) for lines in titles(root, 'connection')),
    }


def peer_address(device):
    slot = device.get('slot')
    return 'slot ' + slot if slot else device.get('vbdf')


def end_text(end):
    return '%s: vUART %s, %s' % (end.get('name'), end.get('index'), end.get('vbdf') or end.get('port'))


def of_plan(root):
    regions = [region.get('name') for region in root.findall('regions/region')]
    return {
        'VMs': sorted(vm.get('name') for vm in root.findall('vms/vm')),
        'regions': sorted(regions),
        'peers': sorted((regions[int(device.get('region'))], vm.get('name'), peer_address(device))
                        for vm in root.findall('vms/vm') for device in vm.findall('ivshmem')),
        'connections': sorted((connection.get('name') or 'vUART',
                               *sorted(end_text(end) for end in connection.findall('end')))
                              for connection in root.findall('connections/connection')),
    }


def main(paths):
    failed = 0
    for plan_path, picture_path in zip(paths[::2], paths[1::2]):
        plan = of_plan(ElementTree.parse(plan_path).getroot())
        root = ElementTree.parse(picture_path).getroot()
        picture = of_picture(root)
        for kind in plan:
            if plan[kind] != picture[kind]:
                print('%s: %s: plan %s, picture %s' % (picture_path, kind, plan[kind], picture[kind]))
                failed = 1
        shown = texts(root)
        for name in plan['VMs'] + plan['regions']:
            if name not in shown and not any(
                    text.endswith('…') and name.startswith(text[:-1]) for text in shown):
                print('%s: no text "%s"' % (picture_path, name))
                failed = 1
    return failed


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
