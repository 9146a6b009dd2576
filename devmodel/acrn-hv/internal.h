/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what hypervisor*.c share: the state of the hypervisor and its VMs.
 */
#ifndef ACRN_HV_INTERNAL_H
#define ACRN_HV_INTERNAL_H

#include "acrn-hv/command.h"
#include "acrn-hv/control.h"
#include "acrn-hv/device_server.h"
#include "acrn-hv/launch.h"
#include "acrn-hv/runtime_directory.h"
#include "base/log.h"
#include "base/timer.h"
#include "table/static_table.h"

/* The steps of the shutdown: first the post-launched VMs ("others") power off, as the Service VM
 * would have them do on a board; then those that are launched here power off, and get a SIGTERM. */
enum stage {
	STAGE_RUNNING,
	STAGE_OTHERS_POWER_OFF,
	STAGE_LAUNCHED_POWER_OFF,
	STAGE_LAUNCHED_TERMINATE
};

struct hv_vm {
	struct hypervisor *hypervisor;
	const struct cfg_vm *row;
	struct control_client *model; /* its device model; NULL: none has claimed a device */
	struct launch launch;	      /* all zero: not launched here */
	char console[UNIX_SOCKET_PATH_MAX + 1]; /* its path, unless it is a file */
};

struct hypervisor {
	const struct command *command;
	const char *directory;
	struct static_table object;
	const struct cfg_table *table;
	struct runtime_directory runtime_directory;
	struct loop *loop;
	struct device_server *devices;
	struct control *control;
	struct hv_vm *vms; /* one for each of the table's, in its order */
	int signals;
	struct timer shutdown_timer;
	enum stage stage;
	struct log_limit model_limit; /* for lines about device models, which come and go */
};

static inline bool vm_is_launched(const struct hv_vm *vm)
{
	return vm->launch.starts > 0;
}

/* The VM of this name; NULL if not found. */
struct hv_vm *hypervisor_find(struct hypervisor *hypervisor, const char *name);

/* Handlers for acrn-hv/control.h and acrn-hv/device_server.h; `data` is the hypervisor. */
bool hypervisor_claim(void *data, struct control_client *model,
		      const struct hv_control_claim *claim, struct error *error);
void hypervisor_model_started(void *data, struct control_client *model, const char *name);
void hypervisor_model_closed(void *data, struct control_client *model);
void hypervisor_vmm_disconnected(void *data, uint32_t vm, uint16_t vbdf);
bool hypervisor_list(void *data, int socket);

/* Releases the devices of a VM whose device model has closed its connection, or is to be
 * disconnected. */
void hypervisor_release_vm(struct hv_vm *vm);

/* Begins the shutdown, and handles the end of a step's time: a timer_handler, with the hypervisor
 * as `data`. */
void hypervisor_begin_shutdown(struct hypervisor *hypervisor);
void hypervisor_on_shutdown_timeout(void *data);

/* Another signal: all VMs end without a guest shutdown; called again, they are killed. */
void hypervisor_force_shutdown(struct hypervisor *hypervisor);

/* A VM is down: continues with the next step of a shutdown, if it can. */
void hypervisor_continue_shutdown(struct hypervisor *hypervisor);

#endif
