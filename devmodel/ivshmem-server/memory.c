/* SPDX-License-Identifier: BSD-3-Clause
 * memory.c: POSIX shared memory, and sealed memfds. */
#include "ivshmem-server/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "shm/huge_pages.h"
#include "shm/lease.h"
#include "shm/region.h"
#include "shm/reserve.h"

/* Peers may rely on the size: no access within it fails. */
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

/* A peer's process that ends closes its connection before its memory: it is in use for a moment. */
#define IN_USE_ATTEMPTS 5
#define IN_USE_PAUSE_NS 10000000

static void pause_briefly(void)
{
	const struct timespec moment = { .tv_nsec = IN_USE_PAUSE_NS };

	nanosleep(&moment, NULL);
}

/* The same file with a description of its own; -1 with errno. */
static int open_again(int fd)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_RDWR | O_CLOEXEC);
}

/* Opens what peers get. */
static bool share(const struct region_settings *settings, struct memory *memory,
		  struct error *error)
{
	memory->shared = open_again(memory->fd);
	if (memory->shared >= 0)
		return true;
	error_set_errno(error, "region '%s': cannot open its memory again", settings->name);
	memory_close(memory);
	return false;
}

/* Readers cannot be peers, and keep what they have. */
static enum region_use remove_shm(const struct region_settings *settings, struct error *error)
{
	enum region_use use = REGION_IN_USE;

	for (unsigned i = 0; i < IN_USE_ATTEMPTS && use == REGION_IN_USE; i++) {
		if (i > 0)
			pause_briefly();
		use = region_remove_unwritable(settings->name, error);
	}
	return use;
}

static bool open_shm(const struct region_settings *settings, struct memory *memory,
		     struct error *error)
{
	const struct region_request request = { .name = settings->name,
						.size = settings->size,
						.mode = settings->mode,
						.owner = settings->owner,
						.group = settings->group };
	struct region region;

	if (settings->lifetime != LIFETIME_KEEP && remove_shm(settings, error) == REGION_UNKNOWN)
		return false;
	if (!region_open(&request, &region, error))
		return false;
	*memory = (struct memory) { region.fd, -1, region.is_new };
	return share(settings, memory, error);
}

static bool reserve(const struct region_settings *settings, int fd, struct error *error)
{
	struct error reason;

	if (settings->huge_page)
		return huge_pages_reserve(fd, settings->size, settings->huge_page, &reason) ||
		       error_set(error, "region '%s': %s", settings->name, reason.text);
	return reserve_pages(fd, settings->size) ||
	       error_set_errno(error, "region '%s': cannot reserve %" PRIu64 " bytes",
			       settings->name, settings->size);
}

static bool report_no_memfd(const struct region_settings *settings, struct error *error)
{
	struct error reason;

	if (!settings->huge_page)
		return error_set_errno(error, "region '%s': cannot create a memfd", settings->name);
	huge_pages_report(settings->size, settings->huge_page, &reason);
	return error_set(error, "region '%s': %s", settings->name, reason.text);
}

/* Opened again, because leases do not count the first description right (shm/lease.h). */
static int create_file(const struct region_settings *settings)
{
	char name[sizeof(settings->name) + sizeof("ivshmem-")];
	unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int first, memory;

	if (settings->huge_page)
		flags |= huge_pages_flags(settings->huge_page);
	snprintf(name, sizeof(name), "ivshmem-%s", settings->name);
	first = memfd_create(name, flags);
	if (first < 0)
		return -1;
	memory = open_again(first);
	close(first);
	return memory;
}

static bool seal(const struct region_settings *settings, int fd, struct error *error)
{
	return fcntl(fd, F_ADD_SEALS, SEALS) == 0 ||
	       error_set_errno(error, "region '%s': cannot seal its size", settings->name);
}

/* Replaces memory in the service manager whose lifetime has ended. */
static bool create_memfd(const struct region_settings *settings, const struct service *service,
			 struct memory *memory, struct error *error)
{
	*memory = (struct memory) { create_file(settings), -1, true };
	if (memory->fd < 0)
		return report_no_memfd(settings, error);
	if (!reserve(settings, memory->fd, error) || !seal(settings, memory->fd, error)) {
		memory_close(memory);
		return false;
	}
	service_forget(service, settings->name);
	service_keep(service, memory->fd, settings->name);
	return share(settings, memory, error);
}

static bool has_size(const struct region_settings *settings, int fd, struct error *error)
{
	struct stat status;

	return (fstat(fd, &status) == 0 && (uint64_t)status.st_size == settings->size) ||
	       error_set(error,
			 "region '%s' has %" PRIu64 " bytes from a former run, not %" PRIu64
			 ": stop the service, then start it",
			 settings->name, (uint64_t)status.st_size, settings->size);
}

/* Peers may have punched holes into the memory, or shrunk it: what is missing is added. If it
 * cannot be, the present peers go on, or one of them could disconnect all others by that. */
static bool inherit(const struct region_settings *settings, bool has_peers, struct memory *memory,
		    struct error *error)
{
	bool is_complete = (has_peers || has_size(settings, memory->fd, error)) &&
			   reserve(settings, memory->fd, error);

	if (is_complete || has_peers) {
		if (!is_complete)
			log_event(LEVEL_ERROR, "fail", log_text("region", settings->name),
				  log_text("reason", error->text));
		return share(settings, memory, error);
	}
	memory_close(memory);
	return false;
}

bool memory_open(const struct region_settings *settings, struct service *service, bool has_peers,
		 struct memory *memory, struct error *error)
{
	*memory = MEMORY_NONE;
	memory->fd = service_take_memory(service, settings->name, settings->is_memfd);
	if (memory->fd >= 0)
		return inherit(settings, has_peers, memory, error);
	return settings->is_memfd ? create_memfd(settings, service, memory, error)
				  : open_shm(settings, memory, error);
}

/* Whether only the server and the service manager have the memfd; what peers got is closed. */
static bool is_unused_memfd(struct memory *memory)
{
	bool is_unused = false;

	close(memory->shared);
	memory->shared = -1;
	for (unsigned i = 0; i < IN_USE_ATTEMPTS && !is_unused; i++) {
		if (i > 0)
			pause_briefly();
		is_unused = lease_take(memory->fd, LEASE_ALONE);
	}
	lease_release(memory->fd);
	return is_unused;
}

static bool renew_memfd(const struct region_settings *settings, const struct service *service,
			struct memory *memory, struct error *error)
{
	if (memory->fd >= 0 && !is_unused_memfd(memory))
		return share(settings, memory, error);
	memory_close(memory);
	return create_memfd(settings, service, memory, error);
}

bool memory_renew(const struct region_settings *settings, const struct service *service,
		  struct memory *memory, struct error *error)
{
	if (settings->is_memfd)
		return renew_memfd(settings, service, memory, error);
	memory_close(memory);
	return open_shm(settings, memory, error);
}

void memory_close(struct memory *memory)
{
	if (memory->fd >= 0)
		close(memory->fd);
	if (memory->shared >= 0)
		close(memory->shared);
	*memory = MEMORY_NONE;
}

static void remove_memfd(const struct region_settings *settings, const struct service *service,
			 struct memory *memory)
{
	struct error ignored;

	if (is_unused_memfd(memory)) {
		service_forget(service, settings->name);
		memory_close(memory);
	} else {
		share(settings, memory, &ignored);
	}
}

/* Closed first: the descriptors would be in the way. */
void memory_remove(const struct region_settings *settings, const struct service *service,
		   struct memory *memory)
{
	struct error ignored;

	if (memory->fd < 0)
		return;
	if (settings->is_memfd) {
		remove_memfd(settings, service, memory);
		return;
	}
	memory_close(memory);
	remove_shm(settings, &ignored);
}

void memory_discard(const struct region_settings *settings, struct memory *memory)
{
	struct region region = { .fd = memory->fd, .is_new = memory->is_new };

	if (memory->fd >= 0 && !settings->is_memfd) {
		memory->fd = -1;
		memory_close(memory);
		region_discard(&region, settings->name);
	} else {
		memory_close(memory);
	}
}
