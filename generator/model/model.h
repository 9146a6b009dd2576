/* SPDX-License-Identifier: BSD-3-Clause
 * model.h: a scenario, or what launch scripts amount to, as typed structs: its values, and where
 * they are in the input.
 *
 * The model checks nothing. An invalid value is kept as text, with a flag that says so, and the
 * rules report it. Everything lives in the run's arena and is constant once it is built, which
 * model/build.h does: fields marked "linked" are set there, the others by a reader.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/argv.h"
#include "base/release.h"
#include "base/source.h"
#include "model/hypervisor.h"
#include "schema/static_config.h"

struct arena;
struct board;
struct condition;
struct launch;
struct script;

/* Where the VMs are to run. */
enum target {
	TARGET_ACRN,
	TARGET_LAB, /* on a machine without ACRN, where acrn-hv stands for its hypervisor */
};

/* The PCI address that the input gives a device. */
struct device_address {
	enum {
		ADDRESS_ANY,	  /* none given: the plan chooses one; in a script: not known */
		ADDRESS_FIXED,	  /* vbdf */
		ADDRESS_BAD_VBDF, /* the text is not a vBDF */
		ADDRESS_BAD_SLOT, /* the text is not a slot number */
	} kind;
	bool is_slot_number; /* written as a slot, not as a vBDF */
	/* After -s in customized_parameters, which reach acrn-dm unchanged; in a script. */
	bool is_argument;
	uint16_t vbdf; /* CFG_BDF() */
	struct text text;
};

/* In the order in which ACRN's launch scripts give devices to acrn-dm. */
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
	DEVICE_OTHER,	  /* dm_device, and most devices of customized_parameters */
	DEVICE_KEY_IMAGE, /* linked: the disk with the keys of the VM's regions */
	DEVICE_KINDS,
};

struct shm_peer;

struct input_device {
	struct text backend, id;
};

struct console_device {
	struct text backend;	  /* stdio, pty, file, tty, sock server, sock client */
	struct text path;	  /* the one that the backend needs */
	const char *path_element; /* its name in the input; NULL where the backend needs none */
	bool is_console;	  /* the guest's hvc console, not a plain serial port */
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
	struct text text; /* BDF and the description of lspci */
	bool has_bdf;
	uint16_t bdf;
	bool enables_ptm; /* a reader: where asked for; linked: and an Ethernet controller */
	bool has_class, is_vga, has_d3hot_reset; /* linked; has_class: the class is known */
};

/* A device of which only its slot matters here. */
struct other_device {
	const char *kind, *options; /* options NULL where there are none */
	struct text text;
};

/* A PCI device of a VM. Most are regions, and small: the parts of other kinds are elsewhere. */
struct device {
	enum device_kind kind;
	const struct condition *when; /* of a script; NULL: always */
	struct span at;		      /* what declares it */
	struct device_address address;
	union {
		const struct shm_peer *ivshmem;
		uint32_t vuart_index; /* linked: as the hypervisor counts: 0 is the console */
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
	bool is_real_time;
	struct span at;
};

enum vm_type {
	VM_STANDARD,
	VM_REAL_TIME,
	VM_TEE, /* the trusted side of a trusted execution environment */
	VM_REE, /* its other side */
};

/* One of the board's interrupt lines that a pre-launched VM gets, and which line it is there. */
struct intx_line {
	struct span at;
	uint32_t physical, virtual;
	const char *physical_text, *virtual_text; /* as written */
};

/* The text of <pt_intx>. */
struct pt_intx {
	struct text text;
	const struct intx_line *lines; /* those before the error, if there is one */
	size_t line_count;
	const char *error; /* what is expected, NULL where the text is valid */
	struct span error_at;
	bool has_blank; /* between two pairs: that is the error */
};

/* A part of the board's memory that a pre-launched VM gets. */
struct host_memory {
	struct span at;
	struct number start; /* bytes */
	struct number mib;
};

/* What a VM gets of the CPUs that it shares: as written, or the default; never NULL. */
struct scheduling {
	struct text priority;
	struct text bvt_weight, bvt_warp_value, bvt_warp_limit, bvt_unwarp_period;
};

/* What the hypervisor boots in a VM: as written, or the default, which only the Service VM and
 * pre-launched ones have; a text without either is NULL. */
struct boot_image {
	struct text kernel_type;		   /* KERNEL_BZIMAGE and so on */
	struct text kernel_module, ramdisk_module; /* tags of the boot loader's modules */
	struct text load_address, entry_address;
	struct text arguments; /* "" for none: an element with nothing but white space */
};

enum argument_kind {
	ARGUMENT_DEVICE, /* -s */
	ARGUMENT_PORT,	 /* -l */
	ARGUMENT_OTHER,	 /* one that lacks its value */
};

/* An option of acrn-dm in customized_parameters. */
struct argument {
	enum argument_kind kind;
	struct text option; /* as it is written, without its value */
	struct text value;  /* missing at the end of the text */
};

struct vm {
	struct span at; /* what declares it */
	struct text id_text;
	bool has_id;
	uint16_t id;
	struct text name;   /* never NULL */
	bool is_name_valid; /* linked */
	struct text load_order_text;
	enum cfg_load_order load_order; /* 0 where it is missing or invalid */
	/* Linked: the first VM with the same, or NULL; of scripts only if both can be there. */
	const struct vm *same_name, *same_id;

	enum vm_type type;
	struct span type_at;
	bool is_windows, has_ovmf;
	struct text ovmf_text;
	struct flag com1;	   /* acrn-dm's, not the hypervisor's */
	struct text console_vuart; /* None where it is missing or empty */
	struct flag own_pcpu, lapic_passthrough, nested_virtualization, vcat;
	struct number vcat_classes; /* the classes of service that the VM has with vcat */
	struct flag io_completion_polling, thermal_monitor, hides_mtrr;
	struct flag is_security_vm;
	struct flag is_stateless; /* master only */
	struct flag ptm;	  /* an empty one is y, a missing one n */
	bool has_secure_world;	  /* for which the hypervisor sets memory aside */
	struct flag tpm2, p2sb;
	struct scheduling scheduling;
	struct boot_image image;
	struct number companion_id;	   /* VM_ID_NONE for none */
	const struct vm *companion;	   /* linked: the first VM of that ID, or NULL */
	struct number epc_start, epc_size; /* bytes */
	const struct pt_intx *pt_intx;	   /* NULL where there is none */

	struct span cpus_at; /* <cpu_affinity>, or `at` */
	const struct cpu *cpus;
	size_t cpu_count;
	bool has_invalid_cpu; /* a pcpu_id that is no number */
	bool has_memory;      /* <memory> is there, though it may be empty */
	struct number
		memory_size; /* MiB, besides the parts; an empty one is the default, and given */
	const struct host_memory *memory_parts;
	size_t memory_part_count;
	uint64_t memory_mib; /* of the parts and memory_size, or the default */
	struct text kernel, ramdisk, cmdline;
	struct text parameters_text;
	struct argv parameters;
	struct span parameters_error;	  /* where parameters.error is */
	const struct argument *arguments; /* of a post-launched VM, in order */
	size_t argument_count;

	/* Of a script: the command that starts the VM, and when; NULL for a VM of a scenario. */
	const struct launch *launch;
	const struct condition *when;
	bool is_unnamed; /* the name is not known for certain, but one for messages: "vm1.sh" */

	/* Linked: in the order of the command line that acrn-dm gets, or has in a script. */
	struct device *devices;
	size_t device_count;
	const struct vuart_end *vuart_ends; /* linked: the first, or NULL */
};

/* One declaration of a region: a common one for all the VMs that it lists, or one VM's own. */
struct shm_declaration {
	const struct shm_region *region; /* linked */
	const struct condition *when;	 /* of a script; NULL: always */
	const struct vm *vm;		 /* NULL for a common one */
	struct span at;
	struct span name_at; /* of the region, as it is declared here */
	enum cfg_land land;
	struct span land_at;
	struct text size_text; /* of a script value NULL where it is not known */
	bool has_size;
	bool is_bytes;		    /* the size was written in bytes, not MiB */
	uint64_t size;		    /* bytes */
	struct text region_id_text; /* as the size's */
	bool has_region_id;	    /* a missing one counts as 0 */
	uint16_t region_id;
};

/* One peer of a region: a device of a VM. */
struct shm_peer {
	const struct shm_region *region; /* linked */
	const struct condition *when;	 /* of a script; NULL: always */
	const struct vm *vm;		 /* NULL where there is no such VM */
	struct text vm_name;		 /* never NULL */
	struct span at;
	/* Linked: the first peer of the same VM, if both can be there; or NULL. */
	const struct shm_peer *same_vm;
};

/* One region and all peers that share it. */
struct shm_region {
	struct text name; /* of the first declaration; never NULL */
	bool is_name_valid;
	size_t index;			       /* among model.regions */
	struct shm_declaration **declarations; /* in the order of the scenario; at least one */
	size_t declaration_count;
	/* The first that gives the region an ID, or NULL. */
	const struct shm_declaration *id_declaration;
	struct shm_peer **peers; /* in the order of the scenario */
	size_t peer_count;
	const struct shm_region *same_name; /* the first region of the same name, or NULL */
};

/* A text that should declare a region of a VM, and has another form. */
struct shm_bad_text {
	const struct vm *vm;
	struct text text;
};

/* An element that VMs of this load order do not have. */
struct misplaced_element {
	const struct vm *vm;
	const char *name;
	struct span at;
};

/* One end of a vUART connection. */
struct vuart_end {
	struct span at;
	struct text vm_name; /* never NULL */
	const struct vm *vm; /* linked: NULL where there is no such VM */
	uint32_t index; /* linked: as the hypervisor counts the VM's vUARTs: 0 is the console */
	struct number port;
	struct device_address address; /* of a PCI vUART; ACRN's build gives one to every end */
	bool is_pci;		       /* linked: as the connection */
	const struct vuart_end *next_of_vm; /* linked: in the order of the scenario; or NULL */
};

struct vuart_connection {
	struct span at;
	struct text name;
	bool is_pci;
	bool has_type;
	struct vuart_end *ends; /* in the order of the scenario */
	size_t end_count;
};

/* What a scenario is read for. */
struct model_context {
	const struct source *launch_source; /* as in struct model */
	const struct board *board;	    /* NULL: not known */
	enum release release;
	bool has_release; /* it was given: else scripts may show another one */
	enum target target;
	bool with_hypervisor; /* its whole configuration is asked for */
	unsigned hardening;   /* the parts that are asked for: model/harden.h */
};

/* A scenario, or what scripts start: all their VMs as post-launched ones, with spans in several
 * sources. */
struct model {
	const struct source *source;	    /* of scripts the first one's */
	const struct source *launch_source; /* of the launch XML beside it, or NULL */
	bool is_of_scripts;
	const struct script *const *scripts;
	size_t script_count;
	const struct board *board; /* NULL: not known */
	enum release release;
	bool has_release; /* as in the context */
	enum target target;
	bool with_hypervisor; /* its whole configuration is asked for */
	unsigned hardening;   /* as in the context */
	const char *name;     /* of the scenario; only with_hypervisor, or with hardening */
	struct hypervisor hypervisor;

	/* All that follows is linked. */
	bool has_hv_land; /* at least one of the regions */
	struct vm *vms;	  /* in the order of the scenario */
	size_t vm_count;
	const struct vm *service_vm; /* the first, or NULL */
	struct shm_region **regions; /* in the order of the scenario */
	size_t region_count;
	const struct shm_bad_text *bad_texts;
	size_t bad_text_count;
	const struct misplaced_element *misplaced;
	size_t misplaced_count;
	const struct vuart_connection *vuarts;
	size_t vuart_count;

	/* By CFG_BDF(): the devices of the board's bus 0 that ACRN gives to pre-launched VMs, so
	 * that their addresses are free in the Service VM. */
	bool is_passed_through[CFG_BDF(1, 0, 0)];
};

/* Whether a text is missing or empty. */
static inline bool model_is_blank(struct text text)
{
	return !text.value || !*text.value;
}

/* Whether acrn-hv starts a VM, as the hypervisor does: in the lab, if the scenario has hv-land
 * regions, pre-launched VMs and a Service VM that has a kernel. */
bool model_is_started_by_acrn_hv(const struct model *model, const struct vm *vm);

/* What the name of a network interface has in front as a tap: acrn-dm of ACRN 2.x takes for taps
 * what is called so, and gets the name alone. */
const char *model_tap_prefix(const struct model *model, const char *interface);

/* Whether a declaration has a valid region ID, 0 included. */
bool model_declares_region_id(const struct shm_declaration *declaration);

#endif
