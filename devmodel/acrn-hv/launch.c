/* SPDX-License-Identifier: BSD-3-Clause
 * launch.c: starts and restarts a VM's script. */
#include "acrn-hv/launch.h"

#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/log.h"

static bool should_restart(const struct launch *launch, int status)
{
	return !launch->is_ending && (launch->setup.restart == LAUNCH_ALWAYS ||
				      (launch->setup.restart == LAUNCH_ON_FAILURE && status != 0));
}

static void double_delay(struct launch *launch)
{
	launch->delay *= 2;
	if (launch->delay > LAUNCH_DELAY_MAX_MS)
		launch->delay = LAUNCH_DELAY_MAX_MS;
}

/* The VM is down, with the exit status of its process. */
static void set_down(struct launch *launch, int status)
{
	if (!deadline_left(launch->settled))
		launch->delay = LAUNCH_DELAY_MS;
	launch->is_waiting = should_restart(launch, status);
	if (launch->is_waiting) {
		log_event(LEVEL_WARNING, "restart", log_text("vm", launch->setup.vm),
			  log_number("in_ms", launch->delay));
		timer_set(&launch->timer, launch->delay);
		double_delay(launch);
	}
	launch->setup.on_end(launch->setup.data);
}

static void on_end(void *data, int fd, uint32_t events)
{
	struct launch *launch = data;
	int status;

	(void)events;
	loop_remove(launch->setup.loop, fd);
	status = child_reap(&launch->child);
	log_event(status ? LEVEL_WARNING : LEVEL_INFO, "down", log_text("vm", launch->setup.vm),
		  log_number("status", status));
	set_down(launch, status);
}

/* In a process group of its own: a Ctrl-C at our terminal must not reach VMs, which end in order.
 */
static bool start(struct launch *launch, struct error *error)
{
	char *const argv[] = { (char *)launch->setup.script, NULL };
	int end = console_vm_end(launch->console, error);
	const struct child_setup setup = { end, end, STDERR_FILENO, .is_apart = true };

	if (end < 0)
		return false;
	if (!child_start(argv, &setup, &launch->child, error)) {
		launch->child.fd = -1;
		return false;
	}
	if (loop_add(launch->setup.loop, launch->child.fd, EPOLLIN, on_end, launch, error))
		return true;
	kill(launch->child.pid, SIGKILL);
	child_reap(&launch->child);
	return false;
}

void launch_start(struct launch *launch)
{
	struct error error;

	launch->is_waiting = false;
	launch->settled = deadline_in(LAUNCH_DELAY_MAX_MS);
	launch->starts++;
	if (start(launch, &error)) {
		log_event(LEVEL_INFO, "start", log_text("vm", launch->setup.vm),
			  log_number("pid", launch->child.pid));
		return;
	}
	log_event(LEVEL_ERROR, "start", log_text("vm", launch->setup.vm),
		  log_text("reason", error.text));
	set_down(launch, 1);
}

static void on_time(void *data)
{
	launch_start(data);
}

bool launch_open(struct launch *launch, const struct launch_setup *setup, struct error *error)
{
	*launch = (struct launch) { .setup = *setup,
				    .child = { .fd = -1 },
				    .delay = LAUNCH_DELAY_MS };
	launch->console = console_open(setup->loop, setup->console_kind, setup->console, error);
	return launch->console && timer_open(&launch->timer, setup->loop, on_time, launch, error);
}

void launch_end(struct launch *launch, int signal)
{
	launch->is_ending = true;
	launch->is_waiting = false;
	timer_set(&launch->timer, 0);
	if (launch->child.fd >= 0)
		kill(launch->child.pid, signal);
}

bool launch_is_up(const struct launch *launch)
{
	return launch->child.fd >= 0 || launch->is_waiting;
}

void launch_close(struct launch *launch)
{
	if (!launch->setup.loop)
		return;
	if (launch->child.fd >= 0) {
		kill(launch->child.pid, SIGKILL);
		loop_remove(launch->setup.loop, launch->child.fd);
		child_reap(&launch->child);
	}
	timer_close(&launch->timer);
	console_close(launch->console);
	*launch = (struct launch) { 0 };
}
