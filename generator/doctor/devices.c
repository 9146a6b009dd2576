/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: what a VM of the scenario needs of the host: CPUs, taps, PCI devices. */
#include <inttypes.h>
#include <string.h>

#include "base/argv.h"
#include "board/board.h"
#include "doctor/internal.h"
#include "schema/bdf.h"
#include "schema/number.h"

/* CPUs */

/* Some 2 KiB for each of at most 8192 CPUs. */
#define CPUINFO_MAX (32u * 1024u * 1024u)

static void report_cpu(struct doctor_check *check, const struct plan_vm *vm,
		       const struct board_cpu *cpu, uint64_t processor)
{
	struct diag *diag = doctor_find(check, DIAG_CPU_ONLINE,
					"VM '%s' runs and has CPU %u for itself, but the host uses "
					"it, too, as processor %" PRIu64,
					vm->name, cpu->id, processor);

	doctor_declared(diag, vm->at);
	diag_help(diag, "start the VM by its launch script, which takes the CPU offline");
}

/* Processor 0 cannot be taken offline. */
static void check_processor(struct doctor_check *check, const struct plan_vm *vm,
			    uint64_t processor, uint64_t apic_id)
{
	for (size_t i = 0; processor && i < vm->cpu_count; i++)
		if (vm->cpus[i]->apic_id == apic_id)
			report_cpu(check, vm, vm->cpus[i], processor);
}

/* Sets the number of a line "NAME : NUMBER" of /proc/cpuinfo. */
static bool read_line(const char *line, const char *name, uint64_t *number)
{
	size_t length = strlen(name);
	const char *value = strncmp(line, name, length) == 0 ? strchr(line, ':') : NULL;

	if (!value || !strchr(" \t:", line[length]))
		return false;
	value += 1 + strspn(value + 1, " \t");
	return number_parse_range(value, 0, UINT32_MAX, number);
}

/* The Service VM counts processors in its own way: those of pre-launched VMs are not among them. It
 * lists those that are online. */
static void check_processors(struct doctor *doctor, struct doctor_check *check,
			     const struct plan_vm *vm, const char *cpuinfo)
{
	char *rest = arena_copy(doctor->arena, cpuinfo, strlen(cpuinfo)), *line;
	uint64_t processor = 0, apic_id;

	while ((line = strsep(&rest, "\n")))
		if (!read_line(line, "processor", &processor) &&
		    read_line(line, "apicid", &apic_id))
			check_processor(check, vm, processor, apic_id);
}

/* A CPU that a VM has for itself is offline in the Service VM while the VM runs, and stays so. */
void doctor_check_cpus(struct doctor *doctor, const struct plan_vm *vm)
{
	const char *cpuinfo;
	struct doctor_check *check;

	if (!vm->takes_cpus_offline || doctor->request.target == TARGET_LAB)
		return;
	check = doctor_begin(doctor, "CPUs of VM", vm->name);
	cpuinfo = host_read(doctor->host, "/proc/cpuinfo", CPUINFO_MAX, NULL);
	doctor_say(check, "%zu of its own", vm->cpu_count);
	if (!cpuinfo)
		doctor_skip(check, "/proc/cpuinfo cannot be read");
	else if (!doctor_running(doctor, vm))
		doctor_say(check, "the VM does not run");
	else
		check_processors(doctor, check, vm, cpuinfo);
}

/* Taps */

#define NET "/sys/class/net"

/* The bridge that launch scripts plug taps into. */
#define BRIDGE "acrn-br0"

static void check_tap(struct doctor *doctor, const struct plan_vm *vm,
		      const struct plan_device *device)
{
	struct doctor_check *check = doctor_begin(doctor, "tap", device->net.tap);
	const char *path = arena_printf(doctor->arena, NET "/%s", device->net.tap);
	bool has_net = doctor_exists(doctor, NET);
	struct diag *diag = NULL;

	if (!has_net) {
		doctor_skip(check, NET " cannot be read");
	} else if (!doctor_exists(doctor, path)) {
		if (!doctor_running(doctor, vm)) {
			doctor_say(check, "not there: the launch script of '%s' makes it",
				   vm->name);
			return;
		}
		diag = doctor_find(check, DIAG_TAP_MISSING,
				   "VM '%s' runs, but the host has no tap '%s'", vm->name,
				   device->net.tap);
		diag_help(diag, "restart the VM by its launch script");
	} else if (!doctor_exists(doctor, arena_printf(doctor->arena, "%s/tun_flags", path))) {
		diag = doctor_find(check, DIAG_TAP_MISSING,
				   "the network device '%s', which VM '%s' has as its tap, is none",
				   device->net.tap, vm->name);
		diag_help(diag, "use another name for the tap, or rename the device");
	} else if (doctor_exists(doctor, NET "/" BRIDGE) &&
		   !doctor_exists(doctor, arena_printf(doctor->arena, "%s/brport", path)) &&
		   !doctor_exists(doctor, arena_printf(doctor->arena, "%s/master", path))) {
		diag = doctor_find(check, DIAG_TAP_UNBRIDGED,
				   "the tap '%s' of VM '%s' is not in a bridge", device->net.tap,
				   vm->name);
		diag_help(diag, "ip link set dev %s master " BRIDGE,
			  argv_quote(doctor->arena, device->net.tap));
	}
	doctor_declared(diag, device->at);
}

void doctor_check_taps(struct doctor *doctor, const struct plan_vm *vm)
{
	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == PLAN_NET && vm->devices[i].net.tap)
			check_tap(doctor, vm, &vm->devices[i]);
}

/* PCI devices */

#define PCI "/sys/bus/pci/devices"

/* Launch scripts bind it to pci-stub; the lab has none. */
static void check_driver(struct doctor *doctor, struct doctor_check *check,
			 const struct plan_vm *vm, const struct plan_device *device,
			 const char *path)
{
	const char *link = host_link(doctor->host, arena_printf(doctor->arena, "%s/driver", path));
	const char *slash = link ? strrchr(link, '/') : NULL;
	const char *driver = slash ? slash + 1 : NULL;
	struct diag *diag;

	doctor_say(check, "driver %s", driver ? driver : "none");
	if (!doctor_running(doctor, vm) || !driver || strcmp(driver, "pci-stub") == 0 ||
	    strcmp(driver, "vfio-pci") == 0)
		return;
	diag = doctor_find(check, DIAG_PASSTHROUGH_UNBOUND,
			   "VM '%s' runs with the PCI device %s, whose driver is %s", vm->name,
			   check->subject, driver);
	doctor_declared(diag, device->at);
	diag_help(diag, "stop the VM, and start it by its launch script, which binds the device to "
			"pci-stub");
}

static void check_passthrough(struct doctor *doctor, const struct plan_vm *vm,
			      const struct plan_device *device)
{
	uint16_t bdf = device->passthrough.bdf;
	const char *name = arena_printf(doctor->arena, "0000:%02x:%02x.%x", bdf >> 8,
					(bdf >> 3) & 0x1fu, bdf & 7u);
	const char *path = arena_printf(doctor->arena, PCI "/%s", name);
	struct doctor_check *check = doctor_begin(doctor, "PCI device", name);
	struct diag *diag;

	if (!doctor_exists(doctor, PCI)) {
		doctor_skip(check, PCI " cannot be read");
	} else if (!doctor_exists(doctor, path)) {
		diag = doctor_find(check, DIAG_PASSTHROUGH_MISSING,
				   "the host has no PCI device %s, which VM '%s' gets", name,
				   vm->name);
		doctor_declared(diag, device->at);
		diag_help(diag,
			  "make the board description again: the device has moved or is gone");
	} else {
		check_driver(doctor, check, vm, device, path);
	}
}

void doctor_check_passthrough(struct doctor *doctor, const struct plan_vm *vm)
{
	if (doctor->request.target == TARGET_LAB)
		return;
	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == PLAN_PASSTHROUGH)
			check_passthrough(doctor, vm, &vm->devices[i]);
}
