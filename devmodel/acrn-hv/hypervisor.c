/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.c: starts and stops everything. */
#include "acrn-hv/hypervisor.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "acrn-hv/internal.h"
#include "base/end_signals.h"
#include "base/log.h"

static void on_signal(void *data, int fd, uint32_t events)
{
	struct hypervisor *hypervisor = data;

	(void)events;
	if (!end_signals_next_logged(fd))
		return;
	if (hypervisor->stage == STAGE_RUNNING)
		hypervisor_begin_shutdown(hypervisor);
	else
		hypervisor_force_shutdown(hypervisor);
}

static void on_launch_ended(void *data)
{
	hypervisor_continue_shutdown(((struct hv_vm *)data)->hypervisor);
}

static struct launch_setup setup_of(struct hv_vm *vm, const struct command_launch *requested)
{
	const struct hypervisor *hypervisor = vm->hypervisor;

	snprintf(vm->console, sizeof(vm->console), "%.*s/%.*s/console", HV_CONTROL_DIRECTORY_MAX,
		 hypervisor->directory, CFG_VM_NAME_MAX, vm->row->name);
	return (struct launch_setup) { .loop = hypervisor->loop,
				       .vm = requested->vm,
				       .script = requested->script,
				       .console = requested->console_kind == CONSOLE_FILE
							  ? requested->console
							  : vm->console,
				       .console_kind = requested->console_kind,
				       .restart = hypervisor->command->restart,
				       .on_end = on_launch_ended,
				       .data = vm };
}

static bool open_launch(struct hypervisor *hypervisor, const struct command_launch *requested,
			struct error *error)
{
	struct hv_vm *vm = hypervisor_find(hypervisor, requested->vm);
	struct launch_setup setup;

	if (!vm)
		return error_set(error, "--launch=%.60s=…: VM not found in the table",
				 requested->vm);
	if (vm->row->load_order == CFG_POST_LAUNCHED)
		return error_set(error,
				 "--launch=%.60s=…: the VM is post-launched: run its script "
				 "instead",
				 requested->vm);
	if (access(requested->script, X_OK) < 0)
		return error_set_errno(error, "--launch=%.60s=%.300s", requested->vm,
				       requested->script);
	setup = setup_of(vm, requested);
	return launch_open(&vm->launch, &setup, error);
}

static bool open_vms(struct hypervisor *hypervisor, struct error *error)
{
	const struct command *command = hypervisor->command;

	hypervisor->vms = calloc(hypervisor->table->vm_count + 1, sizeof(*hypervisor->vms));
	if (!hypervisor->vms)
		return error_set(error, "out of memory");
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++)
		hypervisor->vms[i] = (struct hv_vm) { .hypervisor = hypervisor,
						      .row = &hypervisor->table->vms[i] };
	for (size_t i = 0; i < command->launch_count; i++)
		if (!open_launch(hypervisor, &command->launches[i], error))
			return false;
	return true;
}

static bool watch_signals(struct hypervisor *hypervisor, struct error *error)
{
	signal(SIGPIPE, SIG_IGN);
	hypervisor->signals =
		end_signals_watch(hypervisor->loop, false, on_signal, hypervisor, error);
	return hypervisor->signals >= 0 &&
	       timer_open(&hypervisor->shutdown_timer, hypervisor->loop,
			  hypervisor_on_shutdown_timeout, hypervisor, error);
}

static bool open_devices(struct hypervisor *hypervisor, struct error *error)
{
	const struct device_server_setup setup = { .table = hypervisor->table,
						   .loop = hypervisor->loop,
						   .directory = hypervisor->directory,
						   .on_disconnect = hypervisor_vmm_disconnected,
						   .data = hypervisor };

	hypervisor->devices = device_server_start(&setup, error);
	return hypervisor->devices != NULL;
}

static bool open_control(struct hypervisor *hypervisor, const struct socket_directory *directory,
			 struct error *error)
{
	const struct control_handlers handlers = { .claim = hypervisor_claim,
						   .start = hypervisor_model_started,
						   .list = hypervisor_list,
						   .on_close = hypervisor_model_closed,
						   .data = hypervisor };
	char path[UNIX_SOCKET_PATH_MAX + 1];

	hv_control_path(directory, path);
	hypervisor->control = control_open(hypervisor->loop, path, &handlers, error);
	return hypervisor->control != NULL;
}

static bool start(struct hypervisor *hypervisor, const struct socket_directory *directory,
		  struct error *error)
{
	if (!static_table_open(&hypervisor->object, hypervisor->command->table, error))
		return false;
	hypervisor->table = hypervisor->object.table;
	hypervisor->loop = loop_new(error);
	/* For the device models that are launched. */
	setenv(HV_CONTROL_VARIABLE, hypervisor->directory, 1);
	return hypervisor->loop && watch_signals(hypervisor, error) &&
	       runtime_directory_open(&hypervisor->runtime_directory, hypervisor->directory,
				      hypervisor->table, error) &&
	       open_devices(hypervisor, error) && open_vms(hypervisor, error) &&
	       open_control(hypervisor, directory, error);
}

static void report_ready(const struct hypervisor *hypervisor)
{
	sd_notify(0, "READY=1");
	log_event(LEVEL_INFO, "ready", log_text("dir", hypervisor->directory),
		  log_number("vms", hypervisor->table->vm_count));
}

static void launch_all(struct hypervisor *hypervisor)
{
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++)
		if (hypervisor->vms[i].launch.setup.loop)
			launch_start(&hypervisor->vms[i].launch);
}

static void finish(struct hypervisor *hypervisor)
{
	for (uint32_t i = 0; hypervisor->vms && i < hypervisor->table->vm_count; i++)
		launch_close(&hypervisor->vms[i].launch);
	log_limit_flush(&hypervisor->model_limit, "claim");
	control_close(hypervisor->control);
	device_server_stop(hypervisor->devices);
	free(hypervisor->vms);
	runtime_directory_close(&hypervisor->runtime_directory);
	timer_close(&hypervisor->shutdown_timer);
	if (hypervisor->signals >= 0)
		close(hypervisor->signals);
	loop_free(hypervisor->loop);
	static_table_close(&hypervisor->object);
}

bool hypervisor_run(const struct command *command, const struct socket_directory *directory,
		    struct error *error)
{
	struct hypervisor hypervisor = { .command = command,
					 .directory = directory->path,
					 .runtime_directory = { .directory = -1 },
					 .signals = -1 };
	bool is_good = start(&hypervisor, directory, error);

	if (is_good) {
		report_ready(&hypervisor);
		launch_all(&hypervisor);
		is_good = loop_run(hypervisor.loop, error) == 0;
	}
	finish(&hypervisor);
	return is_good;
}
