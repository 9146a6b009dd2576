/* SPDX-License-Identifier: BSD-3-Clause
 * memory.c: POSIX shared memory, and sealed memfds. */
#include "ivshmem-server/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shm/region.h"
#include "shm/reserve.h"

/* Peers may rely on the size: no access within it fails. */
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

static bool open_shm(const struct region_settings *settings, struct memory *memory,
		     struct error *error)
{
	const struct region_request request = { .name = settings->name,
						.size = settings->size,
						.mode = settings->mode,
						.owner = settings->owner,
						.group = settings->group };
	struct region region;

	if (settings->lifetime != LIFETIME_KEEP &&
	    region_remove_unused(settings->name, error) == REGION_UNKNOWN)
		return false;
	if (!region_open(&request, &region, error))
		return false;
	*memory = (struct memory) { region.fd, region.is_new };
	return true;
}

static int create_memfd(const struct region_settings *settings, struct error *error)
{
	char name[sizeof(settings->name) + sizeof("ivshmem-")];
	int memory;

	snprintf(name, sizeof(name), "ivshmem-%s", settings->name);
	memory = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (memory < 0) {
		error_set_errno(error, "region '%s': cannot create a memfd", settings->name);
		return -1;
	}
	if (reserve_pages(memory, settings->size) && fcntl(memory, F_ADD_SEALS, SEALS) == 0)
		return memory;
	error_set_errno(error, "region '%s': cannot reserve %" PRIu64 " bytes", settings->name,
			settings->size);
	close(memory);
	return -1;
}

/* The memfd of a former run, if its size is right. -1 without an error if there is none. */
static int inherit_memfd(const struct region_settings *settings, struct service *service,
			 struct error *error)
{
	int memory = service_take_memory(service, settings->name);
	struct stat status;

	if (memory < 0)
		return -1;
	if (fstat(memory, &status) == 0 && (uint64_t)status.st_size == settings->size)
		return memory;
	error_set(error,
		  "region '%s' has %" PRIu64 " bytes from a former run, not %" PRIu64
		  ": stop the service, then start it",
		  settings->name, (uint64_t)status.st_size, settings->size);
	close(memory);
	return -1;
}

static bool open_memfd(const struct region_settings *settings, struct service *service,
		       struct memory *memory, struct error *error)
{
	error->text[0] = '\0';
	memory->fd = inherit_memfd(settings, service, error);
	if (memory->fd >= 0 || *error->text)
		return memory->fd >= 0;
	memory->fd = create_memfd(settings, error);
	memory->is_new = true;
	if (memory->fd < 0)
		return false;
	/* Replaces memory whose lifetime has ended. */
	service_forget(settings->name);
	service_keep(memory->fd, settings->name);
	return true;
}

bool memory_open(const struct region_settings *settings, struct service *service,
		 struct memory *memory, struct error *error)
{
	*memory = (struct memory) { .fd = -1 };
	return settings->is_memfd ? open_memfd(settings, service, memory, error)
				  : open_shm(settings, memory, error);
}

void memory_close(struct memory *memory)
{
	if (memory->fd >= 0)
		close(memory->fd);
	memory->fd = -1;
}

void memory_remove(const struct region_settings *settings, struct memory *memory)
{
	struct error ignored;

	if (settings->is_memfd)
		service_forget(settings->name);
	else
		region_unlink(settings->name, &ignored);
	memory_close(memory);
}

void memory_discard(const struct region_settings *settings, struct memory *memory)
{
	struct region region = { .fd = memory->fd, .is_new = memory->is_new };

	if (memory->fd >= 0 && !settings->is_memfd)
		region_discard(&region, settings->name);
	else
		memory_close(memory);
	memory->fd = -1;
}
