/* SPDX-License-Identifier: BSD-3-Clause
 * memory_job.h: work on a region's memory that takes time, in a thread.
 *
 * To reserve or release 512 MiB takes up to a second, in which the loop would serve no other
 * region.
 */
#ifndef IVSHMEM_SERVER_MEMORY_JOB_H
#define IVSHMEM_SERVER_MEMORY_JOB_H

#include <pthread.h>

#include "base/loop.h"
#include "ivshmem-server/memory.h"

/* Such as memory_renew(); called in the thread. */
typedef bool memory_work(const struct region_settings *settings, const struct service *service,
			 struct memory *memory, struct error *error);

/* Called from the loop when the work is done; the error is set if its result is false. */
typedef void memory_job_handler(void *data, bool is_good, const struct error *error);

struct memory_job_setup {
	struct loop *loop;
	const struct region_settings *settings;
	const struct service *service;
	struct memory *memory; /* the thread's until the work is done */
	memory_work *work;
	memory_job_handler *on_done;
	void *data;
};

/* The caller's storage, which must not move while the job runs. All zero is a job that does not
 * run. */
struct memory_job {
	struct memory_job_setup setup;
	bool is_running;
	pthread_t thread;
	int done; /* an eventfd: the thread's last act */
	bool is_good;
	struct error error;
};

/* Starts the work. False with an error; then nothing is changed. */
bool memory_job_start(struct memory_job *job, const struct memory_job_setup *setup,
		      struct error *error);

/* Waits until the work is done, without calling the handler, if the job runs. */
void memory_job_wait(struct memory_job *job);

#endif
