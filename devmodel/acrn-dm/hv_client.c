/* SPDX-License-Identifier: BSD-3-Clause
 * hv_client.c: sends claims, and handles messages from acrn-hv. */
#include "acrn-dm/hv_client.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/deadline.h"
#include "hv-control/protocol.h"

/* acrn-hv answers at once, unless it is stopped. */
#define ANSWER_MS 5000

/* A wait that is longer is announced. */
#define PROMPT_MS 500

bool hv_client_choose(const struct arguments *arguments, struct socket_directory *directory,
		      struct error *error)
{
	char path[UNIX_SOCKET_PATH_MAX + 1];

	if (!hv_control_choose(arguments->hv_dir, directory, error))
		return false;
	hv_control_path(directory, path);
	if (arguments->ignores_unsupported && !directory->is_explicit &&
	    !socket_directory_has(path))
		directory->path[0] = '\0';
	return true;
}

bool hv_client_reject(const struct dm_device *device, const struct socket_directory *directory,
		      struct error *error)
{
	return error_set(error,
			 "-s %.200s: hv-land is not served%s%s: start acrn-hv, run the VM on ACRN, "
			 "use dm:/%s, or add --ignore-unsupported to omit the device",
			 device->text, *directory->path ? " in " : "", directory->path,
			 device->claim.name);
}

static uint16_t vbdf_of(const struct dm_device *device)
{
	return CFG_BDF(0, device->slot, device->function);
}

static void announce_wait(const struct hv_client *client)
{
	const struct hv_client_setup *setup = &client->setup;
	struct error line;

	error_set(&line, "waiting for acrn-hv in %s, %d s", setup->directory->path,
		  ANSWER_MS / 1000);
	setup->on_log(setup->data, line.text);
}

/* False with errno. */
static bool receive_answer(const struct hv_client *client, struct hv_control_message *message)
{
	int64_t deadline = deadline_in(ANSWER_MS);

	if (!deadline_wait(client->socket, deadline_in(PROMPT_MS)))
		announce_wait(client);
	return deadline_wait(client->socket, deadline) &&
	       hv_control_receive(client->socket, message);
}

static bool claim(const struct hv_client *client, const struct dm_device *device,
		  struct error *error)
{
	struct hv_control_claim claim = { .size = device->claim.size, .vbdf = vbdf_of(device) };
	struct hv_control_message answer;

	strcpy(claim.vm, client->setup.arguments->vm);
	strcpy(claim.region, device->claim.name);
	if (!hv_control_send_claim(client->socket, &claim) || !receive_answer(client, &answer))
		return error_set_errno(error, "-s %.200s: acrn-hv does not answer", device->text);
	if (strcmp(answer.text, "ok") == 0)
		return true;
	if (strncmp(answer.text, "no ", 3) == 0)
		return error_set(error, "-s %.200s: %s", device->text, answer.text + 3);
	return error_set(error, "-s %.200s: invalid answer from acrn-hv: '%.60s'", device->text,
			 answer.text);
}

static bool connect_for(struct hv_client *client, const struct dm_device *device,
			struct error *error)
{
	const struct socket_directory *directory = client->setup.directory;
	char path[UNIX_SOCKET_PATH_MAX + 1];
	struct error reason;

	hv_control_path(directory, path);
	client->socket = unix_socket_connect(path, SOCK_SEQPACKET, &reason);
	client->is_connected = client->socket >= 0;
	if (client->is_connected)
		return true;
	if (errno == ENOENT && !directory->is_explicit)
		return hv_client_reject(device, directory, error);
	return error_set(error, "-s %.200s: %.400s: start acrn-hv, or set --hv-dir", device->text,
			 reason.text);
}

static bool claim_all(struct hv_client *client, struct error *error)
{
	const struct arguments *arguments = client->setup.arguments;

	for (unsigned i = 0; i < arguments->device_count; i++) {
		const struct dm_device *device = &arguments->devices[i];

		if (!dm_device_is_in(device, CFG_LAND_HV))
			continue;
		if (!client->is_connected && !connect_for(client, device, error))
			return false;
		if (!claim(client, device, error))
			return false;
		client->has_claimed = true;
	}
	return true;
}

/* Connects a VM that needs no acrn-hv, if there is one. */
static void connect_without_claims(struct hv_client *client)
{
	char path[UNIX_SOCKET_PATH_MAX + 1];
	struct error ignored;

	hv_control_path(client->setup.directory, path);
	client->socket = unix_socket_connect(path, SOCK_SEQPACKET, &ignored);
	client->is_connected = client->socket >= 0;
}

/* acrn-hv says which of the table's regions are missing. Without claims that ends the connection.
 * If acrn-hv has ended meanwhile, the loop will notice. */
static void announce_start(struct hv_client *client)
{
	if (!client->is_connected)
		connect_without_claims(client);
	if (!client->is_connected)
		return;
	hv_control_send(client->socket, "start %s", client->setup.arguments->vm);
	if (!client->has_claimed)
		shutdown(client->socket, SHUT_WR);
}

static bool has_device_at(const struct hv_client *client, uint16_t vbdf)
{
	const struct arguments *arguments = client->setup.arguments;

	for (unsigned i = 0; i < arguments->device_count; i++) {
		const struct dm_device *device = &arguments->devices[i];

		if (dm_device_is_in(device, CFG_LAND_HV) && vbdf_of(device) == vbdf)
			return true;
	}
	return false;
}

/* The VM is to be what its table says: it goes on, but its user may have the wrong script. */
static void warn_of_missing(const struct hv_client *client, const char *regions)
{
	const struct hv_client_setup *setup = &client->setup;
	struct error line;

	error_set(&line,
		  "VM '%s' starts without regions that acrn-hv's table has for it: %.400s: the "
		  "launch script is not the table's, or was changed",
		  setup->arguments->vm, regions);
	setup->on_log(setup->data, line.text);
}

/* False for an invalid message. */
static bool take_message(struct hv_client *client, const struct hv_control_message *message)
{
	const struct hv_client_setup *setup = &client->setup;
	size_t length = strlen("disconnected ");
	uint16_t vbdf;

	if (strcmp(message->text, "powerdown") == 0) {
		setup->on_power_down(setup->data);
		return true;
	}
	if (strncmp(message->text, "missing ", strlen("missing ")) == 0) {
		warn_of_missing(client, message->text + strlen("missing "));
		return true;
	}
	if (strncmp(message->text, "disconnected ", length) != 0 ||
	    !hv_control_read_vbdf(message->text + length, &vbdf) || !has_device_at(client, vbdf))
		return false;
	setup->on_disconnect(setup->data);
	return true;
}

/* With claims the connection stays open until QEMU has ended. */
static void report_lost(struct hv_client *client, const char *line)
{
	if (!client->has_claimed) {
		hv_client_stop(client);
		return;
	}
	loop_remove(client->setup.loop, client->socket);
	client->setup.on_lost(client->setup.data, line);
}

static void on_message(void *data, int fd, uint32_t events)
{
	struct hv_client *client = data;
	struct hv_control_message message;
	struct error line;

	(void)events;
	if (hv_control_receive(fd, &message)) {
		if (take_message(client, &message))
			return;
		error_set(&line, "invalid message from acrn-hv: '%.60s'", message.text);
		report_lost(client, line.text);
	} else if (errno == EBADMSG) {
		report_lost(client, "invalid message from acrn-hv: not a text");
	} else if (errno != EAGAIN) {
		report_lost(client, "acrn-hv has ended");
	}
}

bool hv_client_start(struct hv_client *client, const struct hv_client_setup *setup,
		     struct error *error)
{
	*client = (struct hv_client) { .setup = *setup };
	if (!*setup->directory->path)
		return true;
	if (claim_all(client, error)) {
		announce_start(client);
		if (!client->is_connected ||
		    loop_add(setup->loop, client->socket, EPOLLIN, on_message, client, error))
			return true;
	}
	hv_client_stop(client);
	return false;
}

void hv_client_stop(struct hv_client *client)
{
	if (!client->is_connected)
		return;
	loop_remove(client->setup.loop, client->socket);
	close(client->socket);
	client->is_connected = false;
}
