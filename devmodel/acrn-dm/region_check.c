/* SPDX-License-Identifier: BSD-3-Clause
 * region_check.c: compares a region with what was reserved for it. */
#include "acrn-dm/region_check.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* What st_blocks counts, whatever the file system's blocks are. */
#define BLOCK 512u

/* How many more bytes its file system could hold. */
static uint64_t left_beside(int fd)
{
	struct statfs status;

	return fstatfs(fd, &status) == 0 ? (uint64_t)status.f_bavail * (uint64_t)status.f_bsize : 0;
}

bool region_check(int fd, const struct claim *claim, struct error *finding)
{
	struct stat status;
	uint64_t reserved;

	if (fstat(fd, &status) < 0)
		return error_set_errno(finding, "region '%s'", claim->name);
	if ((uint64_t)status.st_size < claim->size)
		return error_set(finding,
				 "region '%s' has been shrunk to %" PRIu64 " of %" PRIu64
				 " bytes, by a process that may write to it",
				 claim->name, (uint64_t)status.st_size, claim->size);
	/* For SEEK_HOLE a reserved page that was never written is a hole, too. */
	reserved = (uint64_t)status.st_blocks * BLOCK;
	return reserved >= claim->size ||
	       error_set(
		       finding,
		       "region '%s' has pages for %" PRIu64 " of %" PRIu64
		       " bytes only: a process that may write to it has released some; memory for "
		       "%" PRIu64 " bytes is left",
		       claim->name, reserved, claim->size, left_beside(fd));
}
