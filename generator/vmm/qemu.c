/* SPDX-License-Identifier: BSD-3-Clause
 * qemu.c: the tables of QEMU's options, of the releases from 2.0 to 9.0. */
#include "vmm/qemu.h"

#include <stdlib.h>
#include <string.h>

#include "schema/number.h"

/* Both tables are sorted, for bsearch(). */
static const char *const with_value[] = { "D",
					  "L",
					  "accel",
					  "acpitable",
					  "action",
					  "add-fd",
					  "append",
					  "audio",
					  "audiodev",
					  "balloon",
					  "bios",
					  "blockdev",
					  "boot",
					  "bootp",
					  "bt",
					  "cdrom",
					  "channel",
					  "chardev",
					  "chroot",
					  "clock",
					  "compat",
					  "cpu",
					  "d",
					  "debugcon",
					  "device",
					  "dfilter",
					  "display",
					  "drive",
					  "dtb",
					  "dump-vmstate",
					  "echr",
					  "fda",
					  "fdb",
					  "fsdev",
					  "fw_cfg",
					  "g",
					  "gdb",
					  "global",
					  "hda",
					  "hdachs",
					  "hdb",
					  "hdc",
					  "hdd",
					  "icount",
					  "incoming",
					  "initrd",
					  "iscsi",
					  "k",
					  "kernel",
					  "loadvm",
					  "m",
					  "machine",
					  "mem-path",
					  "mon",
					  "monitor",
					  "msg",
					  "mtdblock",
					  "name",
					  "net",
					  "netdev",
					  "nic",
					  "numa",
					  "object",
					  "option-rom",
					  "overcommit",
					  "parallel",
					  "pflash",
					  "pidfile",
					  "plugin",
					  "prom-env",
					  "qmp",
					  "qmp-pretty",
					  "qtest",
					  "qtest-log",
					  "readconfig",
					  "realtime",
					  "redir",
					  "rotate",
					  "rtc",
					  "run-with",
					  "runas",
					  "sandbox",
					  "sd",
					  "seed",
					  "semihosting-config",
					  "serial",
					  "set",
					  "shim",
					  "smb",
					  "smbios",
					  "smp",
					  "soundhw",
					  "spice",
					  "startdate",
					  "tb-size",
					  "tftp",
					  "tpmdev",
					  "trace",
					  "usbdevice",
					  "uuid",
					  "vga",
					  "virtfs",
					  "virtioconsole",
					  "vnc",
					  "watchdog",
					  "watchdog-action",
					  "writeconfig",
					  "xen-domid" };

static const char *const without_value[] = { "S",
					     "alt-grab",
					     "async-teardown",
					     "audio-help",
					     "ctrl-grab",
					     "curses",
					     "daemonize",
					     "enable-fips",
					     "enable-hax",
					     "enable-kvm",
					     "enable-sync-profile",
					     "full-screen",
					     "help",
					     "localtime",
					     "mem-prealloc",
					     "no-acpi",
					     "no-fd-bootchk",
					     "no-frame",
					     "no-hpet",
					     "no-kvm",
					     "no-kvm-irqchip",
					     "no-kvm-pit",
					     "no-kvm-pit-reinjection",
					     "no-quit",
					     "no-reboot",
					     "no-shutdown",
					     "no-user-config",
					     "nodefaults",
					     "nodefconfig",
					     "nographic",
					     "old-param",
					     "only-migratable",
					     "portrait",
					     "preconfig",
					     "rtc-td-hack",
					     "s",
					     "sdl",
					     "semihosting",
					     "show-cursor",
					     "singlestep",
					     "snapshot",
					     "tdf",
					     "usb",
					     "version",
					     "virtfs_synth",
					     "win2k-hack",
					     "xen-attach",
					     "xen-create",
					     "xen-domid-restrict" };

static int compare(const void *name, const void *entry)
{
	return strcmp(name, *(const char *const *)entry);
}

#define FIND(name, table) \
	bsearch(name, table, sizeof(table) / sizeof((table)[0]), sizeof((table)[0]), compare)

bool qemu_find_option(const char **name, bool *takes_value)
{
	if (strcmp(*name, "M") == 0)
		*name = "machine";
	else if (strcmp(*name, "h") == 0)
		*name = "help";
	*takes_value = FIND(*name, with_value);
	return *takes_value || FIND(*name, without_value);
}

#define MIB_SHIFT 20u

/* The largest suffix, which number_parse_size() does not have. */
#define TIB_SHIFT 40u

bool qemu_parse_size(const char *text, bool is_mib, uint64_t *bytes)
{
	size_t length = strlen(text);
	bool has_unit;
	uint64_t number;

	if (length && strchr("Tt", text[length - 1]) &&
	    number_parse_decimal(text, length - 1, UINT64_MAX >> TIB_SHIFT, &number)) {
		*bytes = number << TIB_SHIFT;
		return true;
	}
	if (!number_parse_size(text, bytes, &has_unit)) {
		has_unit = false;
		if (!number_parse(text, length, UINT64_MAX, bytes)) /* in hex */
			return false;
	}
	if (has_unit || !is_mib)
		return true;
	if (*bytes > UINT64_MAX >> MIB_SHIFT)
		return false;
	*bytes <<= MIB_SHIFT;
	return true;
}
