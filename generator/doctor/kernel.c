/* SPDX-License-Identifier: BSD-3-Clause
 * kernel.c: what the kernel of a host has for VMs: modules, memory, CPUs. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "doctor/internal.h"
#include "schema/number.h"

#define MIB (UINT64_C(1024) * 1024)

/* /proc/modules and modules.dep of a kernel with everything have less. */
#define MODULES_MAX (16u * 1024u * 1024u)

/* The largest page, and more memory than there is: what files state is hostile. */
#define PAGE_KIB_MAX (1024u * 1024u)
#define KIB_MAX	     (UINT64_C(1) << 42)

#define HUGEPAGES "/sys/kernel/mm/hugepages"

/* Modules */

enum module_state {
	MODULE_UNKNOWN,
	MODULE_LOADED, /* or a part of the kernel */
	MODULE_THERE,  /* it can be loaded */
	MODULE_MISSING,
};

/* Whether a list of files such as modules.dep has kernel/…/NAME.ko, with or without compression.
 * Names have '_' where files may have '-'. */
static bool lists_module(char *list, const char *name)
{
	const char *at = list;

	for (char *c = list; *c; c++)
		*c = *c == '-' ? '_' : *c;
	while ((at = strstr(at, name))) {
		if (at > list && at[-1] == '/' && strncmp(at + strlen(name), ".ko", 3) == 0)
			return true;
		at++;
	}
	return false;
}

static enum module_state find_installed(const struct doctor *doctor, const char *name)
{
	static const char *const lists[] = { "modules.builtin", "modules.dep" };
	const char *release = doctor_value(doctor, "/proc/sys/kernel/osrelease");
	bool is_known = false;

	for (size_t i = 0; release && i < sizeof(lists) / sizeof(lists[0]); i++) {
		const char *path =
			arena_printf(doctor->arena, "/lib/modules/%s/%s", release, lists[i]);
		const char *text = host_read(doctor->host, path, MODULES_MAX, NULL);

		is_known |= text != NULL;
		if (text && lists_module(arena_copy(doctor->arena, text, strlen(text)), name))
			return i ? MODULE_THERE : MODULE_LOADED;
	}
	return is_known ? MODULE_MISSING : MODULE_UNKNOWN;
}

static enum module_state find_module(const struct doctor *doctor, const char *name)
{
	const char *loaded = host_read(doctor->host, "/proc/modules", MODULES_MAX, NULL);
	const char *line = arena_printf(doctor->arena, "\n%s ", name);

	if (doctor_exists(doctor, arena_printf(doctor->arena, "/sys/module/%s", name)))
		return MODULE_LOADED;
	if (loaded && strstr(arena_printf(doctor->arena, "\n%s", loaded), line))
		return MODULE_LOADED;
	return find_installed(doctor, name);
}

static bool has_device(const struct plan_vm *vm, enum plan_kind kind, bool has_vhost)
{
	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == kind &&
		    (!has_vhost || (kind == PLAN_NET && vm->devices[i].net.has_vhost)))
			return true;
	return false;
}

/* Whether a VM of the scenario needs it; without a scenario none does. */
static bool is_needed(const struct doctor *doctor, enum plan_kind kind, bool has_vhost)
{
	for (size_t i = 0; doctor->plan && i < doctor->plan->vm_count; i++)
		if (has_device(&doctor->plan->vms[i], kind, has_vhost))
			return true;
	return false;
}

static void check_modules(struct doctor *doctor)
{
	static const struct {
		const char *name;
		enum plan_kind kind;
		bool has_vhost;
	} modules[] = {
		{ "tun", PLAN_NET, false },
		{ "vhost_net", PLAN_NET, true },
		{ "vhost_vsock", PLAN_VSOCK, false },
		{ "pci_stub", PLAN_PASSTHROUGH, false },
	};
	static const char *const states[] = { "not known", "loaded", "not loaded", "missing" };
	struct doctor_check *check = doctor_begin(doctor, "modules", NULL);
	bool is_known = false;

	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		const char *name = modules[i].name;
		enum module_state state = find_module(doctor, name);

		doctor_say(check, "%s %s", name, states[state]);
		is_known |= state != MODULE_UNKNOWN;
		if (!is_needed(doctor, modules[i].kind, modules[i].has_vhost))
			continue;
		if (state == MODULE_MISSING)
			diag_help(doctor_find(check, DIAG_MODULE_MISSING,
					      "VMs of the scenario need the module %s, which the "
					      "kernel does not have",
					      name),
				  "install a kernel with it");
		else if (state == MODULE_UNKNOWN)
			doctor_skip(check, "whether the kernel has %s cannot be seen", name);
	}
	if (!is_known)
		doctor_skip(check, "/sys/module and /proc/modules have none of them");
}

/* Memory */

/* Sets *free and *total to the bytes in huge pages. False where they cannot be seen. */
static bool read_hugepages(const struct doctor *doctor, uint64_t *free, uint64_t *total)
{
	const char *const *names = host_list(doctor->host, HUGEPAGES, NULL);

	*free = *total = 0;
	for (; names && *names; names++) {
		uint64_t kib, all, unused;

		if (strncmp(*names, "hugepages-", 10) != 0 ||
		    !number_parse_decimal(*names + 10, strcspn(*names + 10, "k"), PAGE_KIB_MAX,
					  &kib))
			continue;
		if (!doctor_number(
			    doctor,
			    arena_printf(doctor->arena, HUGEPAGES "/%s/nr_hugepages", *names),
			    &all) ||
		    !doctor_number(
			    doctor,
			    arena_printf(doctor->arena, HUGEPAGES "/%s/free_hugepages", *names),
			    &unused) ||
		    all > UINT32_MAX || unused > all)
			return false;
		*total += all * kib * 1024;
		*free += unused * kib * 1024;
	}
	return names != NULL;
}

static bool read_available(const struct doctor *doctor, uint64_t *bytes)
{
	const char *text = host_read(doctor->host, "/proc/meminfo", MODULES_MAX, NULL);
	const char *line = text ? strstr(text, "MemAvailable:") : NULL;
	uint64_t kib = line ? strtoull(line + strlen("MemAvailable:"), NULL, 10) : 0;

	*bytes = kib < KIB_MAX ? kib * 1024 : 0;
	return line != NULL;
}

/* What the VMs that do not run would need. */
static uint64_t needed_memory(const struct doctor *doctor)
{
	uint64_t mib = 0;

	for (size_t i = 0; doctor->plan && i < doctor->plan->vm_count; i++) {
		const struct plan_vm *vm = &doctor->plan->vms[i];

		if (vm->launch == PLAN_LAUNCH_USER && !doctor_running(doctor, vm))
			mib += vm->memory_mib;
	}
	return mib * MIB;
}

/* acrn-dm reserves huge pages that are missing, as long as there is memory. */
static void check_memory(struct doctor *doctor)
{
	struct doctor_check *check = doctor_begin(doctor, "memory", NULL);
	uint64_t free, total, available, needed = needed_memory(doctor);
	bool has_hugepages = read_hugepages(doctor, &free, &total);
	bool has_available = read_available(doctor, &available);

	if (has_hugepages)
		doctor_say(check, "%" PRIu64 " of %" PRIu64 " MiB in huge pages free", free / MIB,
			   total / MIB);
	if (has_available)
		doctor_say(check, "%" PRIu64 " MiB available", available / MIB);
	if (doctor->plan)
		doctor_say(check, "VMs that do not run need %" PRIu64 " MiB", needed / MIB);
	if (!has_hugepages || !has_available)
		doctor_skip(check, "%s cannot be read",
			    has_hugepages ? "/proc/meminfo" : HUGEPAGES);
	else if (needed > free + available)
		diag_help(doctor_find(check, DIAG_MEMORY_UNAVAILABLE,
				      "VMs that do not run need %" PRIu64 " MiB, %" PRIu64
				      " MiB are free",
				      needed / MIB, (free + available) / MIB),
			  "stop other VMs, or give the VMs less memory");
}

/* CPUs */

static void check_cpus(struct doctor *doctor)
{
	struct doctor_check *check = doctor_begin(doctor, "cpus", NULL);
	const char *present = doctor_value(doctor, "/sys/devices/system/cpu/present");
	const char *online = doctor_value(doctor, "/sys/devices/system/cpu/online");

	if (present && online)
		doctor_say(check, "present %s, online %s", present, online);
	else
		doctor_skip(check, "/sys/devices/system/cpu cannot be read");
}

void doctor_check_kernel(struct doctor *doctor)
{
	check_modules(doctor);
	check_memory(doctor);
	check_cpus(doctor);
}
