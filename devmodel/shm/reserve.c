/* SPDX-License-Identifier: BSD-3-Clause
 * reserve.c: checks the available memory, then allocates. */
#include "shm/reserve.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

/* The bytes that the kernel can provide without killing processes; the maximum if it is unknown. */
static uint64_t available(void)
{
	FILE *stream = fopen("/proc/meminfo", "re");
	uint64_t memory = UINT64_MAX / 1024, swap = 0;
	char line[128];

	while (stream && fgets(line, sizeof(line), stream))
		if (sscanf(line, "MemAvailable: %" SCNu64, &memory) != 1)
			sscanf(line, "SwapFree: %" SCNu64, &swap);
	if (stream)
		fclose(stream);
	return memory > UINT64_MAX / 1024 - swap ? UINT64_MAX : (memory + swap) * 1024;
}

/* The bytes that the file has not allocated. Pages beyond its end may hide a hole. */
static uint64_t missing(int fd, uint64_t size)
{
	struct stat status;
	uint64_t allocated = fstat(fd, &status) == 0 ? (uint64_t)status.st_blocks * 512 : 0;

	return allocated < size ? size - allocated : 0;
}

bool allocate_pages(int fd, uint64_t size)
{
	int status;

	do
		status = fallocate(fd, 0, 0, (off_t)size);
	while (status < 0 && errno == EINTR);
	return status == 0;
}

bool reserve_pages(int fd, uint64_t size)
{
	if (missing(fd, size) <= available())
		return allocate_pages(fd, size);
	errno = ENOMEM;
	return false;
}
