/* SPDX-License-Identifier: BSD-3-Clause
 * huge_pages.c: the kernel's pools of huge pages are in /sys/kernel/mm/hugepages. */
#include "shm/huge_pages.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>

#include "shm/reserve.h"

#define POOL "/sys/kernel/mm/hugepages/hugepages-%" PRIu64 "kB/"

static const char *name_of(uint64_t page)
{
	return page == HUGE_PAGES_2M ? "2M" : "1G";
}

/* The encoding is that of mmap(2): the logarithm of the size. */
unsigned huge_pages_flags(uint64_t page)
{
	return MFD_HUGETLB | (unsigned)__builtin_ctzll(page) << MAP_HUGE_SHIFT;
}

/* A number of the pool. False if the machine has no pages of the size. */
static bool read_pool(uint64_t page, const char *name, uint64_t *number)
{
	char path[96];
	FILE *file;
	bool is_good;

	snprintf(path, sizeof(path), POOL "%s", page >> 10, name);
	file = fopen(path, "re");
	if (!file)
		return false;
	is_good = fscanf(file, "%" SCNu64, number) == 1;
	fclose(file);
	return is_good;
}

static void print_command(uint64_t page, uint64_t count, char *text, size_t size)
{
	if (page == HUGE_PAGES_2M)
		snprintf(text, size, "sysctl vm.nr_hugepages=%" PRIu64, count);
	else
		snprintf(text, size, "echo %" PRIu64 " >" POOL "nr_hugepages", count, page >> 10);
}

bool huge_pages_report(uint64_t size, uint64_t page, struct error *error)
{
	uint64_t needed = size / page, available, total;
	char command[128];
	int code = errno;

	if (!read_pool(page, "free_hugepages", &available) ||
	    !read_pool(page, "nr_hugepages", &total))
		return error_set(error, "the machine has no huge pages of %s", name_of(page));
	errno = code;
	if (code != ENOSPC && code != ENOMEM)
		return error_set_errno(error, "cannot reserve huge pages of %s", name_of(page));
	print_command(page, total - available + needed, command, sizeof(command));
	return error_set(error,
			 "not enough huge pages of %s: %" PRIu64 " needed, %" PRIu64 " of %" PRIu64
			 " free: reserve more with '%s'",
			 name_of(page), needed, available, total, command);
}

bool huge_pages_reserve(int fd, uint64_t size, uint64_t page, struct error *error)
{
	return allocate_pages(fd, size) || huge_pages_report(size, page, error);
}
