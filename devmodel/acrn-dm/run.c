/* SPDX-License-Identifier: BSD-3-Clause
 * run.c: runs QEMU and the servers of its devices, which end together. */
#include "acrn-dm/run.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "acrn-dm/console_relay.h"
#include "acrn-dm/dm_land.h"
#include "acrn-dm/hv_client.h"
#include "acrn-dm/kernel.h"
#include "acrn-dm/monitor.h"
#include "acrn-dm/qemu.h"
#include "acrn-dm/rundir.h"
#include "acrn-dm/vmm.h"
#include "acrn-dm/vmm_end.h"
#include "base/child.h"
#include "base/deadline.h"
#include "base/end_signals.h"
#include "base/loop.h"
#include "base/timer.h"
#include "ivshmem-client/server_directory.h"
#include "lab/kvm_probe.h"

/* How long QEMU may take to end: by itself after a disconnect, and after SIGTERM. */
#define DISCONNECT_MS 2000
#define TERM_MS	      5000

/* Requests to end within this time count as one: a terminal that is closed signals the launch
 * script as well as acrn-dm, and the script forwards its signal; a key repeats while it is held,
 * and pasted text may have it several times. */
#define REQUEST_MS 1000

struct run {
	const struct arguments *arguments;
	run_warn *warn;
	char *vmm;
	struct rundir directory;
	struct socket_directory server, hypervisor;
	struct loop *loop;
	struct dm_land dm_land;
	struct hv_client hv_client;
	struct qemu_line line;
	struct child qemu;
	struct monitor monitor;
	struct console_relay console; /* closed if standard input is not the guest's terminal */
	int signals;
	struct timer timer;
	int64_t power_off_deadline;  /* after which another request is a second one */
	bool is_builtin;	     /* with QEMU's own ivshmem devices */
	bool is_power_off_requested; /* of the guest */
	bool is_terminating;	     /* QEMU got a SIGTERM */
	bool has_failed;	     /* it got that because the VM could not go on */
};

static void terminate(struct run *run)
{
	if (run->is_terminating)
		return;
	run->is_terminating = true;
	kill(run->qemu.pid, SIGTERM);
	timer_set(&run->timer, TERM_MS);
}

/* Ends a VM that cannot go on, with a warning. */
static void stop(struct run *run, const char *why)
{
	struct error line;

	run->has_failed |= !run->is_terminating;
	error_set(&line, "%.300s: stopping the VM", why);
	run->warn(line.text);
	terminate(run);
}

/* The request may be repeated: a guest that is still booting misses it. */
static void power_off(struct run *run)
{
	bool is_sent = !run->is_terminating && monitor_power_off(&run->monitor);
	struct error line;

	if (run->is_power_off_requested || run->is_terminating)
		return;
	run->is_power_off_requested = true;
	run->power_off_deadline = deadline_in(REQUEST_MS);
	error_set(&line, "%s; a second %s ends the VM at once",
		  is_sent ? "powering the guest off" : "cannot send the power-off request to QEMU",
		  run->console.loop ? "Ctrl-] or signal" : "signal");
	run->warn(line.text);
}

/* The escape key, or a signal that asks as politely. */
static void on_end_request(void *data)
{
	struct run *run = data;

	if (!run->is_power_off_requested)
		power_off(run);
	else if (!deadline_left(run->power_off_deadline))
		terminate(run);
}

static void on_signal(void *data, int fd, uint32_t events)
{
	struct signalfd_siginfo info;
	struct run *run = data;

	(void)events;
	if (!end_signals_next(fd, &info))
		return;
	if (info.ssi_signo == SIGTERM)
		terminate(run);
	else
		on_end_request(run);
}

/* QEMU runs on after a disconnect, or after SIGTERM. */
static void on_time(void *data)
{
	struct run *run = data;

	if (run->is_terminating) {
		kill(run->qemu.pid, SIGKILL);
		return;
	}
	stop(run, "QEMU closed the connection of an ivshmem device");
}

static void on_end(void *data, int fd, uint32_t events)
{
	struct run *run = data;

	(void)fd;
	(void)events;
	loop_stop(run->loop, 0);
}

/* Once every device has its client the sockets can go: QEMU does not connect again. Without a
 * device the guest would read all ones, and QEMU would abort at its next reset. */
static void on_change(void *data, bool is_complete)
{
	struct run *run = data;

	if (is_complete)
		rundir_remove(&run->directory);
	else
		timer_set(&run->timer, DISCONNECT_MS);
}

static void on_device_disconnect(void *data)
{
	on_change(data, false);
}

static void on_power_down(void *data)
{
	power_off(data);
}

static void on_hypervisor_lost(void *data, const char *line)
{
	stop(data, line);
}

static bool open_loop(struct run *run, struct error *error)
{
	run->loop = loop_new(error);
	if (run->loop)
		run->signals = end_signals_watch(run->loop, true, on_signal, run, error);
	return run->signals >= 0 && timer_open(&run->timer, run->loop, on_time, run, error) &&
	       monitor_open(&run->monitor, run->loop, error);
}

static bool has_region_in(const struct arguments *arguments, enum cfg_land land)
{
	for (unsigned i = 0; i < arguments->device_count; i++)
		if (dm_device_is_in(&arguments->devices[i], land))
			return true;
	return false;
}

/* Whether the VM has ivshmem devices; those in hv-land count only with a hypervisor. */
static bool has_ivshmem(const struct run *run)
{
	return has_region_in(run->arguments, CFG_LAND_DM) ||
	       (*run->hypervisor.path && has_region_in(run->arguments, CFG_LAND_HV));
}

static bool choose_device(struct run *run, struct error *error)
{
	bool has_client = true;

	if (run->is_builtin || !has_ivshmem(run))
		return true;
	if (!vmm_has_vfio_user(run->vmm, &has_client, error))
		return false;
	if (!has_client && run->arguments->device_mode == DEVICE_VFIO_USER)
		return error_set(error,
				 "--device vfio-user: %.300s has no vfio-user-pci: set --engine or "
				 "ACRN_DM_ENGINE to a QEMU that has (10.1 or later)",
				 run->vmm);
	run->is_builtin = !has_client;
	return true;
}

/* Builds QEMU's command line. */
static bool build(struct run *run, bool is_kvm, const char *vmm, struct error *error)
{
	const struct qemu_setup setup = { .arguments = run->arguments,
					  .vmm = vmm,
					  .run_dir = run->directory.path,
					  .server = &run->server,
					  .hypervisor = &run->hypervisor,
					  .monitor_fd = run->monitor.qemu_fd,
					  .is_builtin = run->is_builtin,
					  .is_kvm = is_kvm };

	qemu_line_free(&run->line);
	return qemu_build(&setup, &run->line, error);
}

static void warn_of_notes(struct run *run)
{
	for (size_t i = 0; i < run->line.notes.count; i++)
		run->warn(run->line.notes.items[i]);
	if (run->is_builtin && has_region_in(run->arguments, CFG_LAND_DM))
		run->warn("the ivshmem devices are QEMU's own: guests see subsystem 1af4:1100 "
			  "instead of 8086 and the region ID, and BAR1 with a server only");
	if (run->is_builtin && run->arguments->device_mode == DEVICE_AUTO)
		run->warn("QEMU has no vfio-user-pci: set ACRN_DM_ENGINE to one that has (10.1 or "
			  "later; `make lab-qemu` provides build/lab/qemu/run-qemu)");
}

static void on_log(void *data, const char *line)
{
	((struct run *)data)->warn(line);
}

static struct run run_of(const struct arguments *arguments, run_warn *warn)
{
	return (struct run) { .arguments = arguments,
			      .warn = warn,
			      .signals = -1,
			      .is_builtin = arguments->device_mode == DEVICE_BUILTIN };
}

static bool choose_directories(struct run *run, struct error *error)
{
	return server_directory_choose(run->arguments->server_dir, &run->server, error) &&
	       hv_client_choose(run->arguments, &run->hypervisor, error);
}

/* Everything that can fail without having created anything. */
static bool prepare(struct run *run, struct error *error)
{
	const char *kernel = run->arguments->kernel ? run->arguments->kernel : run->arguments->elf;

	if (!choose_directories(run, error) || !build(run, false, "", error) ||
	    !qemu_check_needs(&run->line, error) || (kernel && !kernel_check(kernel, error)))
		return false;
	run->vmm = vmm_find(run->arguments, error);
	return run->vmm && choose_device(run, error);
}

/* Creates what QEMU connects to when it starts. */
static bool make_devices(struct run *run, struct error *error)
{
	const struct dm_land_setup setup = { .arguments = run->arguments,
					     .run_dir =
						     run->is_builtin ? NULL : run->directory.path,
					     .server = &run->server,
					     .loop = run->loop,
					     .on_change = on_change,
					     .on_log = on_log,
					     .data = run };
	const struct hv_client_setup hv_setup = { .arguments = run->arguments,
						  .directory = &run->hypervisor,
						  .loop = run->loop,
						  .on_disconnect = on_device_disconnect,
						  .on_power_down = on_power_down,
						  .on_log = on_log,
						  .on_lost = on_hypervisor_lost,
						  .data = run };

	return dm_land_start(&run->dm_land, &setup, error) &&
	       hv_client_start(&run->hv_client, &hv_setup, error);
}

/* On a terminal the guest's console is not left to QEMU. */
static bool start_vmm(struct run *run, struct error *error)
{
	struct child_setup setup = { .error = STDERR_FILENO };
	bool has_relay = run->line.uses_stdio && isatty(STDIN_FILENO);

	if (has_relay && !console_relay_start(&run->console, run->loop,
					      "acrn-dm: Ctrl-] powers the guest off; pressed again "
					      "it ends the VM at once.",
					      on_end_request, run, error))
		return false;
	setup.input = setup.output = run->console.vmm_end;
	return monitor_start(&run->monitor, run->line.argv.items, has_relay ? &setup : NULL,
			     &run->qemu, error);
}

static bool start(struct run *run, struct error *error)
{
	enum accel accel = run->arguments->accel;
	bool is_kvm;

	if (!prepare(run, error) || !rundir_make(&run->directory, error))
		return false;
	if (*run->directory.note.text)
		run->warn(run->directory.note.text);
	is_kvm = accel == ACCEL_KVM ||
		 (accel == ACCEL_AUTO && kvm_probe_run(run->vmm, run->directory.path));
	if (!open_loop(run, error) || !build(run, is_kvm, run->vmm, error) ||
	    !make_devices(run, error))
		return false;
	warn_of_notes(run);
	if (!start_vmm(run, error))
		return false;
	if (run->is_builtin || !run->dm_land.count)
		rundir_remove(&run->directory);
	if (loop_add(run->loop, run->qemu.fd, EPOLLIN, on_end, run, error))
		return true;
	kill(run->qemu.pid, SIGKILL);
	child_reap(&run->qemu);
	return false;
}

static void clean_up(struct run *run, bool is_failed)
{
	console_relay_stop(&run->console);
	dm_land_stop(&run->dm_land, is_failed);
	hv_client_stop(&run->hv_client);
	monitor_close(&run->monitor);
	timer_close(&run->timer);
	loop_free(run->loop);
	if (run->signals >= 0)
		close(run->signals);
	rundir_remove(&run->directory);
	qemu_line_free(&run->line);
	free(run->vmm);
}

bool run_check(const struct arguments *arguments, struct error *error)
{
	struct run run = run_of(arguments, NULL);
	bool is_good = hv_client_choose(arguments, &run.hypervisor, error) &&
		       build(&run, false, "", error);

	qemu_line_free(&run.line);
	return is_good;
}

bool run_vm(const struct arguments *arguments, run_warn *warn, int *status, struct error *error)
{
	struct run run = run_of(arguments, warn);
	bool is_good = start(&run, error);

	if (is_good) {
		is_good = loop_run(run.loop, error) == 0;
		if (!is_good)
			kill(run.qemu.pid, SIGKILL);
		*status = child_reap(&run.qemu);
		console_relay_stop(&run.console);
		if (!run.is_terminating)
			vmm_end_report(run.qemu.signal, &run.dm_land, warn);
		if (run.has_failed && *status == 0)
			*status = RUN_STATUS_FAILED;
	}
	/* A QEMU that ended before it connected to its devices has not run the VM. */
	clean_up(&run, !is_good || (!run.is_builtin && !run.dm_land.was_complete));
	return is_good;
}

bool run_plan(const struct arguments *arguments, run_warn *warn, struct string_list *quoted,
	      struct error *error)
{
	struct run run = run_of(arguments, warn);
	struct error ignored;
	bool is_good;

	run.vmm = vmm_find(arguments, &ignored);
	is_good = rundir_plan(&run.directory, error) && choose_directories(&run, error) &&
		  build(&run, arguments->accel == ACCEL_KVM,
			run.vmm ? run.vmm : "qemu-system-x86_64", error);
	if (is_good)
		warn_of_notes(&run);
	for (size_t i = 0; is_good && i < run.line.argv.count; i++)
		string_list_add_quoted(quoted, run.line.argv.items[i]);
	qemu_line_free(&run.line);
	free(run.vmm);
	return is_good;
}
