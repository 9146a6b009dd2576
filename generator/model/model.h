/* SPDX-License-Identifier: BSD-3-Clause
 * model.h: a scenario as typed structs: what the user said, and where.
 *
 * The model judges nothing. A value that makes no sense is kept as text with a flag that says so,
 * and the rules report it. Everything lives in the run's arena and is constant once it is built.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/source.h"
#include "schema/static_config.h"

struct arena;
struct board;
struct doc;

/* The ACRN releases between which acrn-dm's ivshmem argument changed. */
enum release {
	RELEASE_2_0,
	RELEASE_2_7,
	RELEASE_3_3,
	RELEASE_MASTER,
};

/* Where the VMs are to run. */
enum target {
	TARGET_ACRN,
	TARGET_LAB, /* on a machine without ACRN, where acrn-hv stands for its hypervisor */
};

/* A text of the user's, without white space around it. */
struct text {
	const char *value; /* NULL where the element is missing, "" where it is empty */
	struct span at;	   /* of the text; of the start tag where it is empty */
};

/* Where the user wants a device. */
struct place {
	enum {
		PLACE_ANYWHERE, /* nothing said: the plan finds a place */
		PLACE_FIXED,	/* vbdf */
		PLACE_BAD_VBDF, /* said, but no vBDF */
		PLACE_BAD_SLOT, /* said, but no slot number */
	} kind;
	bool is_slot_number; /* written as a slot, not as a vBDF */
	uint16_t vbdf;	     /* CFG_BDF() */
	struct text text;
};

enum device_kind {
	DEVICE_IVSHMEM,
	DEVICE_VUART,
	DEVICE_XHCI,
	DEVICE_INPUT,
	DEVICE_CONSOLE,
	DEVICE_NET,
	DEVICE_BLOCK,
	DEVICE_GPU,
	DEVICE_VSOCK,
	DEVICE_PASSTHROUGH,
	DEVICE_OTHER, /* dm_device */
};

struct shm_dev;

struct input_device {
	struct text backend, id;
};

struct console_device {
	struct text backend; /* stdio, pty, file, tty, sock server, sock client */
	struct text path;    /* the one that the backend needs */
	const char *path_element;
	bool is_console; /* the guest's hvc console, not a plain serial port */
};

struct net_device {
	struct text interface;
	bool has_vhost;
};

struct gpu_display {
	struct span at;
	bool is_window;
	struct text resolution, x, y, monitor;
};

struct gpu_device {
	struct text options; /* the text form of ACRN 3.0 and 3.1 */
	const struct gpu_display *displays;
	size_t display_count;
};

struct passthrough_device {
	struct text text; /* BDF and a description */
	bool has_bdf;
	uint16_t bdf;
	bool is_vga;
	bool enables_ptm, has_d3hot_reset;
};

struct other_device {
	const char *kind, *options; /* options NULL where there are none */
	struct text text;
};

/* A PCI device of a VM. Most are regions, and small: what others have of their own is elsewhere. */
struct device {
	enum device_kind kind;
	struct span at; /* what declares it */
	struct place place;
	union {
		const struct shm_dev *ivshmem;
		uint32_t vuart_index; /* as the hypervisor counts: 0 is the console */
		const char *xhci_ports;
		const struct input_device *input;
		const struct console_device *console;
		const struct net_device *net;
		const char *block;
		const struct gpu_device *gpu;
		const char *vsock_cid;
		const struct passthrough_device *passthrough;
		const struct other_device *other;
	};
};

struct cpu {
	uint32_t id; /* pcpu_id */
	struct span at;
};

struct vm {
	struct span at; /* the <vm> tag */
	struct text id_text;
	bool has_id;
	uint16_t id;
	struct text name;
	bool is_name_valid;
	struct text load_order_text;
	enum cfg_load_order load_order; /* 0 where it is missing or wrong */
	const struct vm *same_name;	/* an earlier VM of the same name, or NULL */
	const struct vm *same_id;

	bool is_windows, is_rtvm, has_ovmf, has_com1, has_lapic_pt, owns_cpus, has_ssram;
	struct text ovmf_text;
	const struct cpu *cpus;
	size_t cpu_count;
	uint64_t memory_mib;
	struct text kernel, ramdisk, cmdline;
	struct text parameters_text;
	struct argv parameters;
	struct span parameters_error; /* where parameters.error is */

	struct device *devices; /* in the order of acrn-dm's command line */
	size_t device_count;
};

/* What is said of a region in one place: by an IVSHMEM_REGION for all the VMs that it lists, or by
 * one VM's shm_region text for itself. */
struct shm_declaration {
	const struct shm_link *link;
	const struct vm *vm; /* NULL for an IVSHMEM_REGION */
	struct span at;
	enum cfg_land land; /* 0 where it is neither */
	struct span land_at;
	struct text size_text;
	bool has_size;
	bool is_bytes; /* the size was written in bytes, not MiB */
	uint64_t size; /* bytes */
	struct text region_id_text;
	bool has_region_id; /* nothing said counts as 0 */
	uint16_t region_id;
};

/* One peer of a region: a device of a VM. */
struct shm_dev {
	const struct shm_link *link;
	const struct vm *vm; /* NULL where there is no such VM */
	struct text vm_name;
	struct span at;		       /* the declaration */
	const struct shm_dev *same_vm; /* an earlier peer of the same VM, or NULL */
};

/* One region and all who share it: the pair, made explicit once. */
struct shm_link {
	struct text name; /* where the first declaration has it */
	bool is_name_valid;
	size_t index;			       /* among model.links */
	struct shm_declaration **declarations; /* in the order of the scenario; at least one */
	size_t declaration_count;
	const struct shm_declaration
		*id_declaration; /* the first that gives the region an ID, or NULL */
	struct shm_dev **peers;	 /* in the order of the scenario */
	size_t peer_count;
	const struct shm_link *same_name; /* an earlier IVSHMEM_REGION of the same name, or NULL */
};

/* A shm_region text that is not of the form. */
struct shm_bad_text {
	const struct vm *vm;
	struct text text;
};

struct vuart_end {
	struct text vm_name;
	const struct vm *vm;
};

struct model {
	const struct source *source;
	const struct board *board; /* NULL: not known */
	enum release release;
	enum target target;
	bool has_noop_scheduler;
	bool has_hv_land; /* one of the regions at least */
	struct vm *vms;	  /* in the order of the scenario */
	size_t vm_count;
	struct shm_link **links; /* in the order of the scenario */
	size_t link_count;
	const struct shm_bad_text *bad_texts;
	size_t bad_text_count;
	const struct vuart_end *vuart_ends;
	size_t vuart_end_count;

	/* The devices of the board's bus 0 that pre-launched VMs have, by CFG_BDF(). */
	bool is_passed_through[CFG_BDF(1, 0, 0)];
};

/* Whether a text is missing or empty. */
bool model_is_blank(struct text text);

/* Whether it is acrn-hv that starts a VM, as the hypervisor does: in the lab, where there is
 * hv-land, pre-launched VMs and a Service VM that has a kernel. */
bool model_is_started_by_acrn_hv(const struct model *model, const struct vm *vm);

/* Whether a declaration gives a region ID that is a number, 0 included. */
bool model_says_region_id(const struct shm_declaration *declaration);

/* The release's name, as --acrn-release takes it and the plan shows it. */
const char *model_release_name(enum release release);

/* Builds the model of a pruned scenario, of whose tree it keeps nothing. Never fails: what is wrong
 * is in the model. */
const struct model *model_build(struct arena *arena, const struct doc *doc,
				const struct board *board, enum release release,
				enum target target);

#endif
