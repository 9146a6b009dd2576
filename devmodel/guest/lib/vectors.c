/* SPDX-License-Identifier: BSD-3-Clause
 * vectors.c: the open files of vectors. */
#include "guest/lib/internal.h"

#include <stdlib.h>
#include <unistd.h>

bool guest_vectors_add(struct guest_vectors *vectors, int fd)
{
	int *grown = reallocarray(vectors->fds, vectors->count + 1, sizeof(*grown));

	if (!grown) {
		close(fd);
		return false;
	}
	grown[vectors->count++] = fd;
	vectors->fds = grown;
	return true;
}

void guest_vectors_close(struct guest_vectors *vectors)
{
	for (unsigned i = 0; i < vectors->count; i++)
		close(vectors->fds[i]);
	free(vectors->fds);
	*vectors = (struct guest_vectors) { 0 };
}
