/* SPDX-License-Identifier: BSD-3-Clause
 * clock_preload.c: put before the C library (LD_PRELOAD), it is a clock that is a number of
 * milliseconds further at each look: CLOCK_STEP. A run is fast or slow then wherever it is made. */
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *time)
{
	static long milliseconds;
	const char *step = getenv("CLOCK_STEP");

	(void)clock;
	milliseconds += step ? atol(step) : 0;
	time->tv_sec = 1000 + milliseconds / 1000;
	time->tv_nsec = milliseconds % 1000 * 1000000;
	return 0;
}
