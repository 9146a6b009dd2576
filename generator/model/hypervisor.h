/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.h: what a scenario says about the hypervisor itself: its features, the sizes of its
 * tables, and who may use which part of a cache.
 *
 * A value that the scenario does not give is the default of ACRN's schema. Its span is then that of
 * the nearest element around its place.
 */
#ifndef MODEL_HYPERVISOR_H
#define MODEL_HYPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"

struct vm;

/* A text of the input, without white space around it. */
struct text {
	const char *value; /* NULL where it is missing, "" where it is empty */
	struct span at;	   /* of the text; of what should contain it where it is empty */
};

/* A y or n. */
struct flag {
	bool is_set, is_given;
	struct span at;
};

/* A number. A text that is none counts as missing. */
struct number {
	uint64_t value;
	const char *text; /* as written, or the default; NULL where there is neither: value is 0 */
	bool is_given;
	bool is_invalid; /* there is such a text: the schema reports it */
	struct span at;
};

enum scheduler {
	SCHEDULER_BVT,
	SCHEDULER_NOOP,
	SCHEDULER_IORR,
	SCHEDULER_PRIO,
};

enum cache_type {
	CACHE_UNIFIED,
	CACHE_CODE,
	CACHE_DATA,
};

/* The part of a cache that one vCPU may fill. */
struct cache_policy {
	struct span at;
	struct text vm_name; /* never NULL */
	const struct vm *vm; /* linked: NULL where there is no such VM */
	struct number vcpu;
	enum cache_type type;
	struct span type_at; /* of its text, or `at` */
	struct number mask;  /* one bit for each part of the cache */
};

/* One cache, and the policies for it. */
struct cache_allocation {
	struct span at;
	struct number id, level;
	struct cache_policy *policies; /* in the order of the scenario */
	size_t policy_count;
};

/* A device of the board that no VM sees. */
struct hidden_device {
	struct text text;
	bool has_bdf;
	uint16_t bdf; /* CFG_BDF() */
};

/* The ID that means no VM, where another one could be named. */
#define VM_ID_NONE 65535

struct hypervisor {
	struct span at; /* <hv>, or the root element */

	struct flag debug;	      /* BUILD_TYPE is debug */
	struct text serial_console;   /* NULL where it is missing; None: none, as an empty one */
	struct number console_vm;     /* VM_ID_NONE for none */
	struct text memory_log_level; /* from here on texts have the default, and are not NULL */
	struct text trace_hub_log_level;
	struct text console_log_level;

	enum scheduler scheduler;
	struct flag relocation, multiboot2;
	struct flag service_vm_supervisor;
	struct flag split_lock_detection, uncached_lock_detection;
	struct flag security_vm_fixup, keeps_interrupts_disabled;
	struct flag hyperv, acpi_parsing;
	struct flag l1d_flush;		      /* of the L1 data cache before a VM is entered */
	struct flag machine_check_workaround; /* MCE_ON_PSC_ENABLED */
	struct flag rdt, cdp, vcat; /* cache allocation; for code and data apart; by VMs */
	struct flag ssram;
	struct text vuart_input_size, vuart_output_size; /* bytes, of VUART_RX/TX_BUF_SIZE */
	struct number vuart_timer_cpu;			 /* a pcpu_id */

	struct number ram_start; /* bytes; ACRN's build chooses where it is not given */
	struct text stack_size;	 /* bytes */

	struct number max_vms;
	struct number max_pci_buses;	/* 0 for as many as the board has */
	struct number max_pci_devices;	/* of one VM */
	struct number max_ioapics;	/* no default from master on: as many as the board has */
	struct number max_ioapic_lines; /* of one; likewise */
	struct number max_pt_irqs;	/* interrupts of all passthrough devices */
	struct number max_ir_entries;	/* of the interrupt remapping table */
	struct number max_msix_entries;
	struct number max_emulated_mmio;

	const struct hidden_device *hidden_devices;
	size_t hidden_device_count;
	struct span caches_at; /* <CACHE_REGION>, or `at` */
	struct cache_allocation *caches;
	size_t cache_count;
};

#endif
