/* SPDX-License-Identifier: BSD-3-Clause
 * access.c: the memory and the registers of an open device, sending and awaiting notifications. */
#include "guest/lib/internal.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const struct ivshm_info *ivshm_device_info(const struct ivshm_device *device)
{
	return &device->info;
}

enum ivshm_map ivshm_device_map(const struct ivshm_device *device)
{
	return device->map;
}

void *ivshm_memory(const struct ivshm_device *device)
{
	return device->memory.at;
}

uint64_t ivshm_size(const struct ivshm_device *device)
{
	return device->info.bars[IVSHM_BAR_MEMORY].size;
}

static bool check_range(const struct ivshm_device *device, uint64_t offset, size_t length,
			struct ivshm_error *error)
{
	uint64_t size = ivshm_size(device);

	if (offset <= size && length <= size - offset)
		return true;
	return guest_fail(error,
			  "invalid range of %zu bytes at offset %llu: the memory has %llu bytes",
			  length, (unsigned long long)offset, (unsigned long long)size);
}

bool ivshm_read(const struct ivshm_device *device, uint64_t offset, void *buffer, size_t length,
		struct ivshm_error *error)
{
	if (!check_range(device, offset, length, error))
		return false;
	memcpy(buffer, (const char *)device->memory.at + offset, length);
	return true;
}

bool ivshm_write(const struct ivshm_device *device, uint64_t offset, const void *buffer,
		 size_t length, struct ivshm_error *error)
{
	if (!check_range(device, offset, length, error))
		return false;
	memcpy((char *)device->memory.at + offset, buffer, length);
	return true;
}

void ivshm_publish(void)
{
#ifdef __SSE2__
	/* An atomic fence orders normal memory, but not combined writes. */
	__builtin_ia32_mfence();
#else
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

static bool check_register(const struct ivshm_device *device, unsigned offset,
			   struct ivshm_error *error)
{
	if (offset % 4 == 0 && (uint64_t)offset + 4 <= device->info.bars[IVSHM_BAR_REGISTERS].size)
		return true;
	return guest_fail(error, "invalid register offset %#x", offset);
}

bool ivshm_register_read(const struct ivshm_device *device, unsigned offset, uint32_t *value,
			 struct ivshm_error *error)
{
	if (!check_register(device, offset, error))
		return false;
	if (device->registers.base) {
		*value = ((const volatile uint32_t *)device->registers.at)[offset / 4];
		return true;
	}
	if (pread(device->vfio.device, value, sizeof(*value),
		  device->vfio.registers + (off_t)offset) == sizeof(*value))
		return true;
	return guest_fail_errno(error, "cannot read register %#x of %s", offset, device->info.bdf);
}

bool ivshm_register_write(const struct ivshm_device *device, unsigned offset, uint32_t value,
			  struct ivshm_error *error)
{
	if (!check_register(device, offset, error))
		return false;
	if (device->registers.base) {
		((volatile uint32_t *)device->registers.at)[offset / 4] = value;
		return true;
	}
	if (pwrite(device->vfio.device, &value, sizeof(value),
		   device->vfio.registers + (off_t)offset) == sizeof(value))
		return true;
	return guest_fail_errno(error, "cannot write register %#x of %s", offset, device->info.bdf);
}

bool ivshm_position(const struct ivshm_device *device, uint16_t *position,
		    struct ivshm_error *error)
{
	uint32_t value;

	if (!ivshm_register_read(device, IVSHM_REGISTER_POSITION, &value, error))
		return false;
	if (value > UINT16_MAX)
		return guest_fail(error, "%s has no valid position: the register reads %#x",
				  device->info.bdf, value);
	*position = (uint16_t)value;
	return true;
}

bool ivshm_ring(const struct ivshm_device *device, uint16_t peer, uint16_t vector,
		struct ivshm_error *error)
{
	if (device->info.vectors == 0)
		return guest_fail(error, "%s has no notification", device->info.bdf);
	ivshm_publish();
	return ivshm_register_write(device, IVSHM_REGISTER_DOORBELL, (uint32_t)peer << 16 | vector,
				    error);
}

int ivshm_vector_fd(const struct ivshm_device *device, unsigned vector)
{
	return vector < device->vectors.count ? device->vectors.fds[vector] : -1;
}

/* The mapping that receives notifications with the bound driver, or NULL. */
static const char *receiving_map(const char *driver)
{
	if (strcmp(driver, GUEST_DRIVER) == 0)
		return ivshm_map_name(IVSHM_MAP_UIO);
	return strncmp(driver, "vfio", 4) == 0 ? ivshm_map_name(IVSHM_MAP_VFIO) : NULL;
}

/* Sets the reason why this mapping has no vectors, and what would have some. */
static void explain_no_vectors(const struct ivshm_device *device, struct ivshm_error *error)
{
	const char *driver = device->info.driver, *map = receiving_map(driver);
	char path[PATH_MAX];

	if (map && device->map == IVSHM_MAP_UIO) {
		guest_vector_path(device, 0, path);
		errno = device->vectors.error;
		guest_fail_errno(error, "cannot open '%s'", path);
	} else if (map) {
		guest_fail(error, "a mapping by %s receives no notifications: only one by %s does",
			   ivshm_map_name(device->map), map);
	} else {
		guest_fail(error,
			   "%s cannot receive notifications with the driver '%s': %sload "
			   "another one (modprobe " GUEST_DRIVER ")",
			   device->info.bdf, driver[0] ? driver : "none",
			   driver[0] ? "unbind it, and " : "");
	}
}

/* Sets the reason why a vector has no file. */
static void explain_no_vector(const struct ivshm_device *device, unsigned vector,
			      struct ivshm_error *error)
{
	if (device->info.vectors == 0)
		guest_fail(error, "%s has no notification", device->info.bdf);
	else if (device->vectors.count == 0)
		explain_no_vectors(device, error);
	else
		guest_fail(error, "%s has vectors 0 to %u, not %u", device->info.bdf,
			   device->vectors.count - 1, vector);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int ivshm_wait(const struct ivshm_device *device, unsigned vector, int timeout_ms,
	       struct ivshm_error *error)
{
	struct pollfd wanted = { .fd = ivshm_vector_fd(device, vector), .events = POLLIN };
	int64_t end = now_ms() + timeout_ms;
	int left = timeout_ms, ready;
	uint64_t count;

	if (wanted.fd < 0) {
		explain_no_vector(device, vector, error);
		return -1;
	}
	while ((ready = poll(&wanted, 1, left)) < 0 && errno == EINTR)
		if (timeout_ms >= 0)
			left = end > now_ms() ? (int)(end - now_ms()) : 0;
	if (ready == 0)
		return 0;
	if (ready > 0 && read(wanted.fd, &count, sizeof(count)) == sizeof(count))
		return 1;
	guest_fail_errno(error, "cannot wait for vector %u of %s", vector, device->info.bdf);
	return -1;
}
