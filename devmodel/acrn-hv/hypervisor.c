/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.c: brings everything up, and runs until it is over. */
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
	if (hypervisor->stage == STAGE_UP)
		hypervisor_begin_ending(hypervisor);
	else
		hypervisor_hurry(hypervisor);
}

static void on_launch_ended(void *data)
{
	hypervisor_go_on_ending(((struct vm *)data)->hypervisor);
}

static struct launch_setup setup_of(struct vm *vm, const struct command_launch *asked)
{
	const struct hypervisor *hypervisor = vm->hypervisor;

	snprintf(vm->console, sizeof(vm->console), "%.*s/%.*s/console", HV_CONTROL_DIRECTORY_MAX,
		 hypervisor->directory, CFG_VM_NAME_MAX, vm->row->name);
	return (struct launch_setup) { .loop = hypervisor->loop,
				       .vm = asked->vm,
				       .script = asked->script,
				       .console = asked->console_kind == CONSOLE_FILE
							  ? asked->console
							  : vm->console,
				       .console_kind = asked->console_kind,
				       .restart = hypervisor->command->restart,
				       .ended = on_launch_ended,
				       .data = vm };
}

static bool open_launch(struct hypervisor *hypervisor, const struct command_launch *asked,
			struct error *error)
{
	struct vm *vm = hypervisor_find(hypervisor, asked->vm);
	struct launch_setup setup;

	if (!vm)
		return error_set(error, "--launch=%.60s=…: the table has no such VM", asked->vm);
	if (vm->row->load_order == CFG_POST_LAUNCHED)
		return error_set(error,
				 "--launch=%.60s=…: a post-launched VM is the Service VM's to "
				 "start: run its script",
				 asked->vm);
	if (access(asked->script, X_OK) < 0)
		return error_set_errno(error, "--launch=%.60s=%.300s", asked->vm, asked->script);
	setup = setup_of(vm, asked);
	return launch_open(&vm->launch, &setup, error);
}

static bool open_vms(struct hypervisor *hypervisor, struct error *error)
{
	const struct command *command = hypervisor->command;

	hypervisor->vms = calloc(hypervisor->table->vm_count + 1, sizeof(*hypervisor->vms));
	if (!hypervisor->vms)
		return error_set(error, "out of memory");
	for (uint32_t i = 0; i < hypervisor->table->vm_count; i++)
		hypervisor->vms[i] =
			(struct vm) { .hypervisor = hypervisor, .row = &hypervisor->table->vms[i] };
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
	return hypervisor->signals >= 0 && timer_open(&hypervisor->patience, hypervisor->loop,
						      hypervisor_lose_patience, hypervisor, error);
}

static bool open_backend(struct hypervisor *hypervisor, struct error *error)
{
	const struct backend_setup setup = { .table = hypervisor->table,
					     .loop = hypervisor->loop,
					     .directory = hypervisor->directory,
					     .hung_up = hypervisor_hung_up,
					     .data = hypervisor };

	hypervisor->backend = backend_start(&setup, error);
	return hypervisor->backend != NULL;
}

static bool open_control(struct hypervisor *hypervisor, const struct socket_directory *directory,
			 struct error *error)
{
	const struct control_handlers handlers = { .claim = hypervisor_claim,
						   .list = hypervisor_list,
						   .left = hypervisor_left,
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
	/* Device models that are launched find us by it. */
	setenv(HV_CONTROL_VARIABLE, hypervisor->directory, 1);
	return hypervisor->loop && watch_signals(hypervisor, error) &&
	       home_open(&hypervisor->home, hypervisor->directory, hypervisor->table, error) &&
	       open_backend(hypervisor, error) && open_vms(hypervisor, error) &&
	       open_control(hypervisor, directory, error);
}

static void say_ready(const struct hypervisor *hypervisor)
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
	control_close(hypervisor->control);
	backend_stop(hypervisor->backend);
	free(hypervisor->vms);
	home_close(&hypervisor->home);
	timer_close(&hypervisor->patience);
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
					 .home = { .directory = -1 },
					 .signals = -1 };
	bool is_good = start(&hypervisor, directory, error);

	if (is_good) {
		say_ready(&hypervisor);
		launch_all(&hypervisor);
		is_good = loop_run(hypervisor.loop, error) == 0;
	}
	finish(&hypervisor);
	return is_good;
}
