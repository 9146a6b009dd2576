/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.c: whether ACRN runs, and has what its device model asks. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "doctor/internal.h"

/* The leaf by which hypervisors name themselves, in EBX, ECX and EDX. */
#define SIGNATURE_LEAF 0x40000000u
#define SIGNATURE      "ACRNACRNACRN"

/* Bit 31 of ECX of leaf 1: there is a hypervisor. */
#define HYPERVISOR_BIT (1u << 31)

#define MISC_MAX 65536u

/* The name that the hypervisor below this host has; "" for none. */
static void read_signature(char name[13])
{
	memset(name, 0, 13);
#if defined(__x86_64__) || defined(__i386__)
	unsigned a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & HYPERVISOR_BIT))
		return;
	__cpuid(SIGNATURE_LEAF, a, b, c, d);
	memcpy(name, &b, sizeof(b));
	memcpy(name + 4, &c, sizeof(c));
	memcpy(name + 8, &d, sizeof(d));
#endif
}

static void check_signature(struct doctor *doctor)
{
	struct doctor_check *check = doctor_begin(doctor, "hypervisor", NULL);
	char name[13];

	if (doctor->request.target == TARGET_LAB) {
		doctor_say(check, "the lab needs none");
		return;
	}
	if (!host_is_live(doctor->host)) {
		doctor_skip(check, "CPUID can only be asked on the host itself");
		return;
	}
	read_signature(name);
	if (strcmp(name, SIGNATURE) == 0)
		doctor_say(check, "ACRN");
	else
		diag_help(doctor_find(check, DIAG_ACRN_MISSING,
				      "the host does not run on ACRN: its hypervisor is %s%s%s",
				      *name ? "'" : "", *name ? name : "missing", *name ? "'" : ""),
			  "boot the machine by ACRN's boot entry, or use --target lab");
}

/* A recorded host may lack its device nodes: /proc/misc has the devices of its kernel. */
static bool is_registered(const struct doctor *doctor, const char *name, bool *is_known)
{
	const char *text = host_read(doctor->host, "/proc/misc", MISC_MAX, NULL);

	*is_known |= text != NULL;
	return text && strstr(text, arena_printf(doctor->arena, " %s\n", name));
}

static void check_device(struct doctor *doctor)
{
	static const char *const names[] = { "acrn_hsm", "acrn_vhm" };
	struct doctor_check *check = doctor_begin(doctor, "device", NULL);
	bool is_known = host_is_live(doctor->host);

	if (doctor->request.target == TARGET_LAB) {
		doctor_say(check, "the lab needs none");
		return;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *path = arena_printf(doctor->arena, "/dev/%s", names[i]);
		struct host_file file;

		if (!host_stat(doctor->host, path, &file) &&
		    !is_registered(doctor, names[i], &is_known))
			continue;
		doctor_say(check, "%s", path);
		return;
	}
	if (!is_known)
		doctor_skip(check, "the host has neither /dev/acrn_hsm nor /proc/misc recorded");
	else
		diag_help(doctor_find(check, DIAG_ACRN_DEVICE_MISSING,
				      "neither /dev/acrn_hsm nor /dev/acrn_vhm is there"),
			  "start the Service VM's kernel with CONFIG_ACRN_HSM, and load acrn_hsm");
}

void doctor_check_hypervisor(struct doctor *doctor)
{
	check_signature(doctor);
	check_device(doctor);
}
