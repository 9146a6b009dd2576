/* SPDX-License-Identifier: BSD-3-Clause
 * sandbox.c: gives up capabilities and system calls. */
#include "ivshmem-server/sandbox.h"

#include <cap-ng.h>
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Allowed with any arguments. libseccomp ignores those that the architecture does not have. */
static const int calls[] = {
	/* The loop and its timers. */
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(timerfd_create),
	SCMP_SYS(timerfd_settime),

	/* Peers: connections, identities, memory and eventfds. */
	SCMP_SYS(accept4),
	SCMP_SYS(eventfd2),
	SCMP_SYS(geteuid),
	SCMP_SYS(getsockopt),
	SCMP_SYS(pidfd_open),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll), /* poll(3) where there is no poll(2) */
	SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg),
	SCMP_SYS(sendmsg),
	SCMP_SYS(sendto),
	SCMP_SYS(setsockopt),

	/* Any descriptor. */
	SCMP_SYS(close),
	SCMP_SYS(fcntl),
	SCMP_SYS(flock),
	SCMP_SYS(lseek),
	SCMP_SYS(pread64),
	SCMP_SYS(pwrite64),
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(writev),

	/* State files and regions: created, opened, named and removed; and /proc, for their
	 * holders. */
	SCMP_SYS(fallocate),
	SCMP_SYS(fchmod),
	SCMP_SYS(fchown),
	SCMP_SYS(fstat),
	SCMP_SYS(ftruncate),
	SCMP_SYS(getdents64),
	SCMP_SYS(linkat),
	SCMP_SYS(memfd_create),
	SCMP_SYS(newfstatat),
	SCMP_SYS(openat),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(rename),
	SCMP_SYS(renameat),
	SCMP_SYS(renameat2),
	SCMP_SYS(statx),
	SCMP_SYS(umask),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),

	/* Memory; see also below. */
	SCMP_SYS(brk),
	SCMP_SYS(madvise),
	SCMP_SYS(mremap),
	SCMP_SYS(munmap),

	/* Time and random numbers. */
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(getrandom),
	SCMP_SYS(nanosleep),

	/* The C library: locks, the return from signal handlers, and the end of the process and its
	 * threads. */
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(futex),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(rseq),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sched_getaffinity), /* malloc(3), for the number of its arenas */
	SCMP_SYS(set_robust_list),
};

/* Allowed if the bits `mask` of the argument, counted from 0, are `value`. */
static const struct condition {
	int call;
	unsigned argument;
	uint64_t mask, value;
} conditions[] = {
	{ SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD },
	{ SCMP_SYS(mmap), 2, PROT_EXEC, 0 }, /* no executable memory */
	{ SCMP_SYS(mprotect), 2, PROT_EXEC, 0 },
};

/* For regions of other owners: to change the owner, to open them, to name them, and to find out
 * whether they are in use. */
static const unsigned region_capabilities[] = { CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER,
						CAP_LEASE };

/* The bounding set stays: it has no meaning for a process that cannot execute anything. */
static bool drop_capabilities(bool may_make_regions, struct error *error)
{
	bool is_kept[COUNT(region_capabilities)];

	if (capng_get_caps_process() < 0)
		return error_set_errno(error, "cannot read the capabilities");
	for (size_t i = 0; i < COUNT(region_capabilities); i++)
		is_kept[i] = may_make_regions &&
			     capng_have_capability(CAPNG_EFFECTIVE, region_capabilities[i]);
	capng_clear(CAPNG_SELECT_CAPS);
	for (size_t i = 0; i < COUNT(region_capabilities); i++)
		if (is_kept[i])
			capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
				     region_capabilities[i]);
	if (capng_apply(CAPNG_SELECT_CAPS) < 0)
		return error_set_errno(error, "cannot give up capabilities");
	return true;
}

/* These return 0 or a negative errno. */
static int add_calls(scmp_filter_ctx filter)
{
	int status = 0;

	for (size_t i = 0; i < COUNT(calls) && status == 0; i++)
		status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	return status;
}

static int add_conditions(scmp_filter_ctx filter)
{
	int status = 0;

	for (size_t i = 0; i < COUNT(conditions) && status == 0; i++)
		status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, conditions[i].call, 1,
					  SCMP_CMP(conditions[i].argument, SCMP_CMP_MASKED_EQ,
						   conditions[i].mask, conditions[i].value));
	return status;
}

/* The flags of clone3(2) cannot be checked: without it the C library uses clone(2). */
static int add_clone3(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

/* abort(): SIGABRT to the process itself. */
static int add_abort(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
				SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0),
				SCMP_A2(SCMP_CMP_EQ, SIGABRT, 0));
}

/* libseccomp sets no_new_privs first. */
static bool filter_calls(struct error *error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int status = filter ? 0 : -ENOMEM;

	if (status == 0)
		status = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (status == 0)
		status = add_calls(filter);
	if (status == 0)
		status = add_conditions(filter);
	if (status == 0)
		status = add_clone3(filter);
	if (status == 0)
		status = add_abort(filter);
	if (status == 0)
		status = seccomp_load(filter);
	seccomp_release(filter);
	errno = -status;
	return status == 0 || error_set_errno(error, "cannot restrict system calls");
}

bool sandbox_enter(bool may_make_regions, struct error *error)
{
	return drop_capabilities(may_make_regions, error) && filter_calls(error);
}
