/* SPDX-License-Identifier: BSD-3-Clause
 * memory_job.c: a thread for each job. It uses no state of the server but the memory, and the
 * socket to the supervisor. */
#include "ivshmem-server/memory_job.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static void *run(void *data)
{
	struct memory_job *job = data;
	const struct memory_job_setup *setup = &job->setup;

	job->is_good = setup->work(setup->settings, setup->service, setup->memory, &job->error);
	eventfd_write(job->done, 1);
	return NULL;
}

void memory_job_wait(struct memory_job *job)
{
	if (!job->is_running)
		return;
	pthread_join(job->thread, NULL);
	loop_remove(job->setup.loop, job->done);
	close(job->done);
	job->is_running = false;
}

/* The handler may start the next job. */
static void on_done(void *data, int fd, uint32_t events)
{
	struct memory_job *job = data;
	struct error error;

	(void)fd;
	(void)events;
	memory_job_wait(job);
	error = job->error;
	job->setup.on_done(job->setup.data, job->is_good, &error);
}

static bool start_thread(struct memory_job *job, struct error *error)
{
	if (!loop_add(job->setup.loop, job->done, EPOLLIN, on_done, job, error))
		return false;
	errno = pthread_create(&job->thread, NULL, run, job);
	if (errno == 0)
		return true;
	error_set_errno(error, "cannot start a thread");
	loop_remove(job->setup.loop, job->done);
	return false;
}

bool memory_job_start(struct memory_job *job, const struct memory_job_setup *setup,
		      struct error *error)
{
	*job = (struct memory_job) { .setup = *setup };
	job->done = eventfd(0, EFD_CLOEXEC);
	if (job->done < 0)
		return error_set_errno(error, "cannot create an eventfd");
	job->is_running = start_thread(job, error);
	if (!job->is_running)
		close(job->done);
	return job->is_running;
}
