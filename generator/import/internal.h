/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: the stages of an import: choose arms, sort out devices and options, write.
 */
#ifndef IMPORT_INTERNAL_H
#define IMPORT_INTERNAL_H

#include "import/import.h"

/* An element with a text, or with children. */
struct import_element {
	const char *name;
	const char *text;		 /* NULL for none */
	struct import_element *children; /* arena_grow()n */
	size_t child_count;
};

enum import_way {
	IMPORT_LEFT_OUT, /* gen adds it by itself, or it is reported */
	IMPORT_ELEMENT,	 /* in the slot that gen chooses */
	IMPORT_DM_DEVICE,
	IMPORT_REGION,
	IMPORT_WORDS,
};

/* A region as one VM declares it. */
struct import_peer {
	const char *name;
	enum cfg_land land;
	uint64_t size; /* bytes */
	bool has_size;
	const char *region_id; /* as written; NULL for none */
	const char *text;      /* as a shm_region has it */
	struct import_region *region;
};

struct import_device {
	const struct launch_device *from;
	enum import_way way;
	enum device_kind kind; /* by which gen puts devices in order */
	const char *text;      /* KIND[,b][,OPTIONS]; of an ELEMENT NULL where it is unknown */
	const char
		*group; /* ELEMENT: that of the VM's elements which it belongs in; NULL for none */
	struct import_element element;
	struct import_peer peer; /* REGION */
};

struct import_vm {
	const struct launch *launch;
	const struct condition *taken; /* the arms that count; all others are left out */
	unsigned id;
	const char *name;

	struct import_device *devices;
	size_t device_count;

	bool is_windows, is_rtvm, has_lapic, has_com1, has_ovmf, has_ptm;
	const char *memory, *kernel, *ramdisk, *cmdline; /* NULL for none; memory in MiB */
	const struct launch_option *affinity;		 /* --cpu_affinity, or NULL */
	const uint32_t *cpus;				 /* pcpu_id */
	size_t cpu_count;
	const char **words; /* of customized_parameters; arena_grow()n */
	size_t word_count;
};

/* A region of all its VMs. */
struct import_region {
	const struct import_peer *first;
	bool is_listed; /* in an IVSHMEM_REGION: its declarations agree */
	xmlNode *vms;	/* import/write.c's: its <IVSHMEM_VMS> */
};

struct importing {
	struct arena *arena;
	struct diags *diags;
	const struct import_context *context;
	struct import_vm *vms;
	size_t vm_count;
};

/* import/report.c */

/* Reports what the scenario does not have. */
void import_report(const struct importing *importing, struct span at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for what has an unknown part: why it is unknown, and where that is, too. */
void import_report_unknown(const struct importing *importing, const struct launch_text *text,
			   const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Whether a scenario can hold a text: UTF-8 without control characters. */
bool import_is_text(const char *text);

/* import/choose.c: the VMs of the scripts, each with the arms that are taken, and its name. */
void import_choose(struct importing *importing, const struct script *const *scripts, size_t count);

/* Whether something is there in the arms that were taken. */
bool import_is_taken(const struct import_vm *vm, const struct condition *when);

/* import/options.c: what acrn-dm's options say of a VM itself, which forms of devices depend on. */
void import_read_kind(const struct importing *importing, struct import_vm *vm);

/* All other options; the devices have to be known, for what gen adds to them. */
void import_options(const struct importing *importing, struct import_vm *vm);

/* import/cpus.c: the CPUs of --cpu_affinity, which may be NULL; then, for all VMs whose CPUs are
 * not known, others in their place. */
void import_read_cpus(const struct importing *importing, struct import_vm *vm,
		      const struct launch_option *affinity);
void import_replace_cpus(const struct importing *importing);

/* import/qemu.c: the regions, memory and name of a VM that QEMU runs. */
void import_qemu(struct importing *importing, struct import_vm *vm);

/* import/devices.c: makes a list of a VM's devices, each with its way. */
void import_devices(const struct importing *importing, struct import_vm *vm);

/* Whether a device has a slot that elements can have. */
bool import_is_placeable(const struct launch_device *device);

/* import/forms.c: the element for which gen writes exactly this device; false where there is none.
 */
bool import_form(const struct importing *importing, struct import_vm *vm,
		 struct import_device *device);

/* Adds a child to an element: it stays there until the next one is added. */
struct import_element *import_add_child(struct arena *arena, struct import_element *parent,
					const char *name, const char *text);

/* import/displays.c: the displays of a virtio-gpu; false where its options are not just those. */
bool import_displays(struct arena *arena, const char *options, struct import_element *gpu);

/* Whether a passthrough device has the option that <PTM> gives to Ethernet controllers. */
bool import_has_ptm(const struct importing *importing, const struct launch_device *device);

/* import/slots.c: makes dm_devices or words of those elements that would get another slot. */
void import_place(struct import_vm *vm);

/* import/regions.c: reads what declares a region; false where it does not. */
bool import_read_peer(const struct importing *importing, const char *options,
		      struct import_peer *peer);

/* Joins the declarations of all VMs to regions. */
void import_join_regions(struct importing *importing);

/* import/words.c: adds a word to customized_parameters. */
void import_add_word(const struct importing *importing, struct import_vm *vm, const char *word);

/* The words as the text of the element, each quoted where it has to be. */
const char *import_quote_words(struct arena *arena, const struct import_vm *vm);

/* import/write.c */
xmlDoc *import_write(const struct importing *importing);

#endif
