/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files behind hypervisor.h share: VMs, and who does what to them.
 */
#ifndef ACRN_HV_INTERNAL_H
#define ACRN_HV_INTERNAL_H

#include "acrn-hv/backend.h"
#include "acrn-hv/command.h"
#include "acrn-hv/control.h"
#include "acrn-hv/launch.h"
#include "acrn-hv/runtime_directory.h"
#include "base/timer.h"
#include "table/static_table.h"

/* The end has steps: the Service VM takes down the VMs that it has launched, before the hypervisor
 * takes down the others. */
enum stage { STAGE_UP, STAGE_ASKED, STAGE_LAUNCHED_ASKED, STAGE_LAUNCHED_TOLD };

struct vm {
	struct hypervisor *hypervisor;
	const struct cfg_vm *row;
	struct control_peer *model; /* its device model; NULL: it has none that has claimed */
	struct launch launch;	    /* all zero: it is not launched here */
	char console[UNIX_SOCKET_PATH_MAX + 1]; /* where it is, unless it is a file */
};

struct hypervisor {
	const struct command *command;
	const char *directory;
	struct static_table object;
	const struct cfg_table *table;
	struct home home;
	struct loop *loop;
	struct backend *backend;
	struct control *control;
	struct vm *vms; /* as many as, and in the order of, the table's */
	int signals;
	struct timer patience;
	enum stage stage;
};

static inline bool vm_is_launched(const struct vm *vm)
{
	return vm->launch.starts > 0;
}

/* The VM of this name; NULL if there is none. */
struct vm *hypervisor_find(struct hypervisor *hypervisor, const char *name);

/* What device models ask for: the handlers for acrn-hv/control.h and acrn-hv/backend.h, with the
 * hypervisor for `data`. */
bool hypervisor_claim(void *data, struct control_peer *model, const struct hv_control_claim *claim,
		      struct error *error);
void hypervisor_left(void *data, struct control_peer *model);
void hypervisor_hung_up(void *data, uint32_t vm, uint16_t vbdf);
bool hypervisor_list(void *data, int socket);

/* The VM's device model has gone, or is to go. */
void hypervisor_take_down(struct vm *vm);

/* The end begins, or has no more patience: timer_handler, with the hypervisor for `data`. */
void hypervisor_begin_ending(struct hypervisor *hypervisor);
void hypervisor_lose_patience(void *data);

/* The user does not wait for guests to power off: all VMs go down, and if asked again, at once. */
void hypervisor_hurry(struct hypervisor *hypervisor);

/* A VM is down: the end, if it has begun, may have one step more to go. */
void hypervisor_go_on_ending(struct hypervisor *hypervisor);

#endif
