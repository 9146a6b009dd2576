/* SPDX-License-Identifier: BSD-3-Clause
 * run.c: QEMU and the servers of its devices, which live and die together. */
#include "acrn-dm/run.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "acrn-dm/hv_client.h"
#include "acrn-dm/kernel.h"
#include "acrn-dm/monitor.h"
#include "acrn-dm/qemu.h"
#include "acrn-dm/rundir.h"
#include "acrn-dm/serve.h"
#include "acrn-dm/vmm.h"
#include "base/child.h"
#include "base/deadline.h"
#include "base/end_signals.h"
#include "base/loop.h"
#include "base/timer.h"
#include "ivshmem-client/server_directory.h"
#include "lab/kvm_probe.h"

/* How long QEMU may take to end: by itself once it has hung up, and when it was told to. */
#define HANGUP_MS 2000
#define TERM_MS	  5000

/* For so long signals are one: a terminal that hangs up sends one to the launch script as well as
 * to acrn-dm, and the script passes its own on. */
#define SIGNAL_MS 1000

struct run {
	const struct arguments *arguments;
	run_say *say;
	char *engine;
	struct rundir directory;
	struct socket_directory server, hypervisor;
	struct loop *loop;
	struct served served;
	struct hv_client hv_client;
	struct qemu_line line;
	struct child qemu;
	struct monitor monitor;
	int signals;
	struct timer timer;
	int64_t asked;	 /* the deadline after which another signal is a second one */
	bool is_builtin; /* QEMU has the regions by itself */
	bool was_asked;	 /* the guest, to power off */
	bool was_told;	 /* QEMU has got a SIGTERM */
	bool is_broken;	 /* it has, because the VM could not go on */
};

static void tell_to_end(struct run *run)
{
	if (run->was_told)
		return;
	run->was_told = true;
	kill(run->qemu.pid, SIGTERM);
	timer_set(&run->timer, TERM_MS);
}

/* Ends a VM that cannot go on. */
static void stop(struct run *run, const char *why)
{
	struct error line;

	run->is_broken |= !run->was_told;
	error_set(&line, "%.300s: the VM is stopped", why);
	run->say(line.text);
	tell_to_end(run);
}

/* A guest may not hear it, such as one that is only starting: it may well be told again. */
static void power_off(struct run *run)
{
	bool is_told = !run->was_told && monitor_power_off(&run->monitor);

	if (run->was_asked || run->was_told)
		return;
	run->was_asked = true;
	run->asked = deadline_in(SIGNAL_MS);
	run->say(is_told ? "the guest is told to power off; a second signal ends it at once"
			 : "QEMU cannot be told to power the guest off; a second signal ends it");
}

static void on_signal(void *data, int fd, uint32_t events)
{
	struct signalfd_siginfo info;
	struct run *run = data;

	(void)events;
	if (!end_signals_next(fd, &info))
		return;
	if (info.ssi_signo == SIGTERM || (run->was_asked && !deadline_left(run->asked)))
		tell_to_end(run);
	else if (!run->was_asked)
		power_off(run);
}

/* QEMU has hung up and goes on, or has not ended when told to. */
static void on_time(void *data)
{
	struct run *run = data;

	if (run->was_told) {
		kill(run->qemu.pid, SIGKILL);
		return;
	}
	stop(run, "QEMU has given up an ivshmem device and goes on without it");
}

static void on_end(void *data, int fd, uint32_t events)
{
	struct run *run = data;

	(void)fd;
	(void)events;
	loop_stop(run->loop, 0);
}

/* Once every device has its client the sockets have done their duty: no QEMU connects twice.
 * Without a device the guest would read all ones, and QEMU would abort at its next reset. */
static void on_change(void *data, bool is_complete)
{
	struct run *run = data;

	if (is_complete)
		rundir_remove(&run->directory);
	else
		timer_set(&run->timer, HANGUP_MS);
}

static void on_device_hung_up(void *data)
{
	on_change(data, false);
}

static void on_power_down(void *data)
{
	power_off(data);
}

static void on_hypervisor_gone(void *data, const char *line)
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
		if (device_is_in(&arguments->devices[i], land))
			return true;
	return false;
}

/* Are there ivshmem devices, once those of a hypervisor that is not there are left out? */
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
	if (!vmm_has_vfio_user(run->engine, &has_client, error))
		return false;
	if (!has_client && run->arguments->device_mode == DEVICE_VFIO_USER)
		return error_set(error,
				 "--device vfio-user: %.300s has no vfio-user-pci: set --engine or "
				 "ACRN_DM_ENGINE to a QEMU that has (10.1 or later)",
				 run->engine);
	run->is_builtin = !has_client;
	return true;
}

/* Builds the line for what the command line and the host say. */
static bool build(struct run *run, bool is_kvm, const char *engine, struct error *error)
{
	const struct qemu_setup setup = { .arguments = run->arguments,
					  .engine = engine,
					  .run_dir = run->directory.path,
					  .server = &run->server,
					  .hypervisor = &run->hypervisor,
					  .monitor_fd = run->monitor.engine_fd,
					  .is_builtin = run->is_builtin,
					  .is_kvm = is_kvm };

	qemu_line_free(&run->line);
	return qemu_build(&setup, &run->line, error);
}

static void say_notes(struct run *run)
{
	for (size_t i = 0; i < run->line.notes.count; i++)
		run->say(run->line.notes.items[i]);
	if (run->is_builtin && has_region_in(run->arguments, CFG_LAND_DM))
		run->say("the ivshmem devices are QEMU's own: guests see subsystem 1af4:1100 "
			 "instead of 8086 and the region ID, and BAR1 with a server only");
	if (run->is_builtin && run->arguments->device_mode == DEVICE_AUTO)
		run->say("QEMU has no vfio-user-pci: set ACRN_DM_ENGINE to one that has (10.1 or "
			 "later; `make lab-qemu` provides build/lab/qemu/run-qemu)");
}

static bool is_kernel_fine(const struct arguments *arguments, struct error *error)
{
	const char *kernel = arguments->kernel ? arguments->kernel : arguments->elf;

	return !kernel || kernel_check(kernel, error);
}

static void on_remark(void *data, const char *line)
{
	((struct run *)data)->say(line);
}

static struct run run_of(const struct arguments *arguments, run_say *say)
{
	return (struct run) { .arguments = arguments,
			      .say = say,
			      .signals = -1,
			      .is_builtin = arguments->device_mode == DEVICE_BUILTIN };
}

static bool choose_directories(struct run *run, struct error *error)
{
	return server_directory_choose(run->arguments->server_dir, &run->server, error) &&
	       hv_client_choose(run->arguments, &run->hypervisor, error);
}

/* Everything that can be found out before something is made. */
static bool prepare(struct run *run, struct error *error)
{
	if (!choose_directories(run, error) || !build(run, false, "", error) ||
	    !qemu_check_needs(&run->line, error) || !is_kernel_fine(run->arguments, error))
		return false;
	run->engine = vmm_find(run->arguments, error);
	return run->engine && choose_device(run, error);
}

/* Whatever QEMU connects to is there before it is started. */
static bool make_devices(struct run *run, struct error *error)
{
	const struct served_setup setup = { .arguments = run->arguments,
					    .run_dir = run->is_builtin ? NULL : run->directory.path,
					    .server = &run->server,
					    .loop = run->loop,
					    .changed = on_change,
					    .said = on_remark,
					    .data = run };
	const struct hv_client_setup hv_setup = { .arguments = run->arguments,
						  .directory = &run->hypervisor,
						  .loop = run->loop,
						  .hung_up = on_device_hung_up,
						  .powered_down = on_power_down,
						  .gone = on_hypervisor_gone,
						  .data = run };

	return served_start(&run->served, &setup, error) &&
	       hv_client_start(&run->hv_client, &hv_setup, error);
}

static bool start(struct run *run, struct error *error)
{
	enum accel accel = run->arguments->accel;
	bool is_kvm;

	if (!prepare(run, error) || !rundir_make(&run->directory, error))
		return false;
	is_kvm = accel == ACCEL_KVM ||
		 (accel == ACCEL_AUTO && kvm_probe_run(run->engine, run->directory.path));
	if (!open_loop(run, error) || !build(run, is_kvm, run->engine, error) ||
	    !make_devices(run, error))
		return false;
	say_notes(run);
	if (!monitor_start(&run->monitor, run->line.argv.items, &run->qemu, error))
		return false;
	if (run->is_builtin || !run->served.count)
		rundir_remove(&run->directory);
	if (loop_add(run->loop, run->qemu.fd, EPOLLIN, on_end, run, error))
		return true;
	kill(run->qemu.pid, SIGKILL);
	child_reap(&run->qemu);
	return false;
}

static void clean_up(struct run *run, bool is_failed)
{
	served_stop(&run->served, is_failed);
	hv_client_stop(&run->hv_client);
	monitor_close(&run->monitor);
	timer_close(&run->timer);
	loop_free(run->loop);
	if (run->signals >= 0)
		close(run->signals);
	rundir_remove(&run->directory);
	qemu_line_free(&run->line);
	free(run->engine);
}

bool run_check(const struct arguments *arguments, struct error *error)
{
	struct run run = run_of(arguments, NULL);
	bool is_good = hv_client_choose(arguments, &run.hypervisor, error) &&
		       build(&run, false, "", error);

	qemu_line_free(&run.line);
	return is_good;
}

bool run_vm(const struct arguments *arguments, run_say *say, int *status, struct error *error)
{
	struct run run = run_of(arguments, say);
	bool is_good = start(&run, error);

	if (is_good) {
		is_good = loop_run(run.loop, error) == 0;
		if (!is_good)
			kill(run.qemu.pid, SIGKILL);
		*status = child_reap(&run.qemu);
		if (run.is_broken && *status == 0)
			*status = RUN_STATUS_BROKEN;
	}
	/* A QEMU that ended before it took its devices has not run the VM. */
	clean_up(&run, !is_good || (!run.is_builtin && !run.served.was_complete));
	return is_good;
}

bool run_plan(const struct arguments *arguments, run_say *say, struct argv *quoted,
	      struct error *error)
{
	struct run run = run_of(arguments, say);
	struct error ignored;
	bool is_good;

	rundir_plan(&run.directory);
	run.engine = vmm_find(arguments, &ignored);
	is_good = choose_directories(&run, error) &&
		  build(&run, arguments->accel == ACCEL_KVM,
			run.engine ? run.engine : "qemu-system-x86_64", error);
	if (is_good)
		say_notes(&run);
	for (size_t i = 0; is_good && i < run.line.argv.count; i++)
		argv_add_quoted(quoted, run.line.argv.items[i]);
	qemu_line_free(&run.line);
	free(run.engine);
	return is_good;
}
