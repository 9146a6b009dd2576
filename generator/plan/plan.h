/* SPDX-License-Identifier: BSD-3-Clause
 * plan.h: the resolved scenario: every default filled, every slot, vBDF and BAR address chosen.
 *
 * Allocation lives in this folder and nowhere else. A text that is missing is NULL; no other text
 * is empty but a parameter.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "model/model.h"
#include "plan/hardening.h"
#include "plan/hypervisor.h"

/* A VM that shares a region. */
struct plan_peer {
	uint16_t id;
	const char *name;
	const char *user; /* of struct plan_vm_hardening, as is what follows; NULL without one */
	bool is_root;
};

struct plan_region {
	size_t index;	 /* among all regions */
	size_t hv_index; /* among those in hv-land, if it is one */
	const char *name;
	enum cfg_land land;
	uint64_t bytes;
	uint16_t region_id;	    /* CFG_REGION_ID_NONE: none */
	const char *region_id_text; /* as written; NULL for none */
	struct span at;
	struct plan_peer *peers; /* by rising ID */
	size_t peer_count;
	const struct plan_region_hardening *hardening; /* NULL as in struct plan, and in hv-land */
};

/* The kinds of entries in the part of acrn-dm's command line that describes PCI devices. */
enum plan_kind {
	PLAN_IVSHMEM,
	PLAN_VUART,
	PLAN_XHCI,
	PLAN_INPUT,
	PLAN_CONSOLE,
	PLAN_NET,
	PLAN_BLOCK,
	PLAN_GPU,
	PLAN_VSOCK,
	PLAN_PASSTHROUGH,
	PLAN_OTHER,
	PLAN_KEY_IMAGE,
	/* Not devices, but options for the devices around them. */
	PLAN_VIRTIO_POLL,
	PLAN_INTERRUPT_MONITOR,
};

struct plan_ivshmem {
	const struct plan_region *region;
};

/* Either the path of an event device, or the name and the physical path to find one by. */
struct plan_input {
	const char *device, *name, *phys;
	const char *id; /* the guest's name for it */
};

struct plan_console {
	bool is_console;     /* the guest's hvc console, not a plain serial port */
	const char *backend; /* stdio, pty, tty, file or socket */
	const char *path;    /* of a tty, file or socket */
	const char *port;    /* of a socket */
	const char *role;    /* of a socket: server or client */
};

struct plan_net {
	const char *tap;
	bool has_vhost;
};

/* Either a path, or an image in the file system on a partition. */
struct plan_block {
	const char *path, *partition, *image;
};

struct plan_display {
	bool is_window; /* else a full screen */
	const char *resolution;
	int32_t x, y;
	uint32_t monitor; /* of a full screen */
};

/* Either the text that an ACRN 3.0 scenario has, or displays. */
struct plan_gpu {
	const char *options;
	struct plan_display *displays;
	size_t display_count;
};

struct plan_passthrough {
	uint16_t bdf;	  /* CFG_BDF() of the board's device */
	const char *name; /* as device_name() has it */
	bool enables_ptm, has_d3hot_reset;
};

struct plan_other {
	const char *kind, *options;
};

/* Interrupts a second that are a storm, seconds between probes, milliseconds of delay for an
 * interrupt, milliseconds the delay lasts. */
struct plan_interrupt_monitor {
	unsigned threshold, period, delay, duration;
};

/* A BAR that the hypervisor sets. */
struct plan_bar {
	unsigned index;
	bool is_io; /* of I/O ports: where the board has it */
	uint64_t address;
};

struct plan_device {
	enum plan_kind kind;
	uint16_t vbdf;	   /* CFG_BDF() */
	bool is_parameter; /* one of vm->parameters has it already */
	struct span at;	   /* what declares it; of an option none */
	/* As in struct bars. None in a post-launched VM, and where the addresses are not known. */
	const struct plan_bar *bars;
	size_t bar_count;
	union {
		struct plan_ivshmem ivshmem;
		uint32_t vuart_index; /* as the hypervisor counts: 0 is the console */
		const char *xhci_ports;
		struct plan_input input;
		struct plan_console console;
		struct plan_net net;
		struct plan_block block;
		struct plan_gpu gpu;
		uint32_t vsock_cid;
		struct plan_passthrough passthrough;
		struct plan_other other;
		unsigned virtio_poll_ns; /* the polling interval */
		struct plan_interrupt_monitor interrupt_monitor;
	};
};

/* A CPU of the board that a VM may run on. */
struct plan_pcpu {
	uint32_t id; /* as the scenario names it */
	bool is_real_time;
};

/* One end of a vUART connection: a legacy vUART's port, or a PCI one's address. */
struct plan_vuart_end {
	uint16_t vm_id;
	const char *vm_name;
	unsigned index;	  /* as the hypervisor counts the VM's vUARTs: 0 is the console */
	const char *port; /* "0x2F8" as written, or chosen; NULL for a PCI vUART, or where no port
			   * is free */
	bool has_vbdf;
	uint16_t vbdf;
};

#define PLAN_VUART_ENDS 2

struct plan_vuart {
	const char *name; /* NULL for none */
	bool is_pci;
	struct span at;
	struct plan_vuart_end ends[PLAN_VUART_ENDS]; /* in the order of the scenario */
};

/* Who starts a VM by a script with acrn-dm's command line. */
enum plan_launch {
	PLAN_LAUNCH_NONE, /* the hypervisor starts it */
	PLAN_LAUNCH_USER, /* launch_user_vm_id<N>.sh, in the Service VM */
	PLAN_LAUNCH_LAB,  /* launch_vm_id<N>.sh, by acrn-hv */
};

struct plan_vm {
	size_t index; /* by rising ID */
	uint16_t id;
	const char *name;
	enum cfg_load_order load_order;
	enum plan_launch launch;
	unsigned launch_id; /* the script's number */
	enum vm_type type;
	struct span at;
	const struct plan_pcpu *pcpus; /* those of the scenario, in its order */
	size_t pcpu_count;
	bool owns_pcpus;     /* no other VM may run on them */
	uint64_t memory_mib; /* 0 for the Service VM of ACRN, which gets what is left */

	/* What only a VM with a launch script has. */
	bool ignores_unsupported; /* what only the board has is left out */
	bool is_windows, has_ssram, has_lpc, has_com1, is_rtvm, has_lapic_pt;
	const struct board_cpu **cpus; /* by rising APIC ID */
	size_t cpu_count;
	bool takes_cpus_offline;       /* the Service VM gives them up first */
	const char *const *parameters; /* the user's own words for the command line */
	size_t parameter_count;

	const char *ovmf, *kernel, *ramdisk, *cmdline;
	struct plan_device *devices; /* in the order of acrn-dm's command line */
	size_t device_count;

	/* Its rows in the static table, and how many of them are in hv-land. */
	size_t first_ivshmem, ivshmem_count, hv_ivshmem_count;

	const struct plan_vm_hypervisor *hypervisor; /* NULL as in struct plan */
	const struct plan_vm_hardening *hardening; /* NULL likewise, and not for a user's script */
};

struct plan {
	enum release release;
	enum target target;
	const char *scenario; /* the file's name */
	const char *board;    /* its name; NULL: not known */
	const char *inputs;   /* their digest, see cfg_table */
	struct plan_region *regions;
	size_t region_count, hv_region_count;
	uint64_t hv_bytes; /* of the regions in hv-land */
	struct plan_vm *vms;
	size_t vm_count;
	size_t ivshmem_count, hv_ivshmem_count;
	const struct plan_vuart *vuarts; /* in the order of the scenario */
	size_t vuart_count;
	bool has_bars; /* no device of hv-land lacks BARs that the hypervisor should set */
	const struct plan_hypervisor *hypervisor; /* NULL: not asked for */
	const struct plan_hardening *hardening;	  /* NULL: not asked for */
};

/* Builds the plan of a model in which no rule found an error. It refers to the model, and lives as
 * long as the arena. */
const struct plan *plan_build(struct arena *arena, const struct model *model);

#endif
