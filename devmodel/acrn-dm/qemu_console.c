/* SPDX-License-Identifier: BSD-3-Clause
 * qemu_console.c: serial ports and virtio consoles, and their host ends. */
#include <string.h>
#include <unistd.h>

#include "acrn-dm/qemu_builder.h"

/* QEMU's limit for users of one character device. */
#define STDIO_USERS_MAX 4

static const char *use_stdio(struct qemu_builder *qemu)
{
	qemu->stdio_users++;
	return "stdio";
}

void qemu_add_ports(struct qemu_builder *qemu)
{
	for (unsigned i = 0; i < ARGUMENTS_PORTS; i++) {
		const char *backend = qemu->arguments->ports[i];
		const char *id;

		if (!backend)
			continue;
		if (strcmp(backend, "stdio") == 0) {
			id = use_stdio(qemu);
		} else {
			id = qemu_text(qemu, "com%u", i + 1);
			qemu_need(qemu, "the terminal of a serial port", backend, R_OK | W_OK);
			qemu_add(qemu, "-chardev", "serial,id=%s,path=%s", id,
				 qemu_escape(qemu, backend));
		}
		qemu_add(qemu, "-device", "isa-serial,index=%u,chardev=%s", i, id);
	}
}

bool qemu_add_stdio(struct qemu_builder *qemu)
{
	if (qemu->stdio_users > STDIO_USERS_MAX)
		return error_set(qemu->error, "stdio is used by %u ports: at most %d",
				 qemu->stdio_users, STDIO_USERS_MAX);
	qemu->line->uses_stdio = qemu->stdio_users > 0;
	if (qemu->stdio_users)
		qemu_add(qemu, "-chardev", "stdio,id=stdio,signal=off,mux=%s",
			 qemu->stdio_users > 1 ? "on" : "off");
	return true;
}

/* A port: [@]BACKEND:NAME[=PATH][:server|:client]. */
struct port_text {
	bool is_console;
	char *backend, *name, *path, *role;
};

static bool cut_port(struct qemu_builder *qemu, const struct dm_device *device, char *text,
		     struct port_text *port)
{
	*port = (struct port_text) { .is_console = *text == '@' };
	port->backend = port->is_console ? text + 1 : text;
	port->name = strchr(port->backend, ':');
	if (port->name)
		*port->name++ = '\0';
	if (port->name && strcmp(port->backend, "socket") == 0) {
		port->role = strrchr(port->name, ':');
		if (port->role)
			*port->role++ = '\0';
	}
	if (port->name)
		port->path = strchr(port->name, '=');
	if (port->path)
		*port->path++ = '\0';
	if (port->name && *port->name)
		return true;
	return qemu_reject(
		qemu, device,
		"invalid port: expected [@]BACKEND:NAME[=PATH][:server|:client], with stdio, pty, "
		"tty, file or socket as BACKEND");
}

/* Adds the host end of a port, with the ID `id`. */
static bool add_backend(struct qemu_builder *qemu, const struct dm_device *device,
			const struct port_text *port, const char *id)
{
	bool is_pty = strcmp(port->backend, "pty") == 0;
	const char *path;

	if (!is_pty && (!port->path || !*port->path))
		return qemu_reject(qemu, device, "port %s: missing path: expected %s:%s=PATH",
				   port->name, port->backend, port->name);
	path = is_pty ? "" : qemu_escape(qemu, port->path);
	if (is_pty) {
		qemu_add(qemu, "-chardev", "pty,id=%s", id);
	} else if (strcmp(port->backend, "file") == 0) {
		qemu_add(qemu, "-chardev", "file,id=%s,path=%s", id, path);
	} else if (strcmp(port->backend, "tty") == 0) {
		qemu_need(qemu, "the terminal of a console", port->path, R_OK | W_OK);
		qemu_add(qemu, "-chardev", "serial,id=%s,path=%s", id, path);
	} else if (port->role && strcmp(port->role, "server") == 0) {
		qemu_add(qemu, "-chardev", "socket,id=%s,path=%s,server=on,wait=off", id, path);
	} else if (port->role && strcmp(port->role, "client") == 0) {
		qemu_add(qemu, "-chardev", "socket,id=%s,path=%s", id, path);
	} else {
		return qemu_reject(qemu, device,
				   "port %s: missing :server or :client after the path",
				   port->name);
	}
	return true;
}

static bool is_backend(const char *name)
{
	static const char *const names[] = { "stdio", "pty", "tty", "file", "socket" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool add_port(struct qemu_builder *qemu, const struct dm_device *device, char *text,
		     unsigned number)
{
	struct port_text port;
	const char *id;

	if (!cut_port(qemu, device, text, &port))
		return false;
	if (!is_backend(port.backend))
		return qemu_reject(qemu, device,
				   "unknown back end '%.40s': use stdio, pty, tty, file or socket",
				   port.backend);
	if (strcmp(port.backend, "stdio") == 0) {
		id = use_stdio(qemu);
	} else {
		id = qemu_text(qemu, "console%u.%u.%u", device->slot, device->function, number);
		if (!add_backend(qemu, device, &port, id))
			return false;
	}
	qemu_add(qemu, "-device", "%s,bus=serial%u.%u.0,nr=%u,chardev=%s,name=%s",
		 port.is_console ? "virtconsole" : "virtserialport", device->slot, device->function,
		 number, id, qemu_escape(qemu, port.name));
	return true;
}

bool qemu_add_console(struct qemu_builder *qemu, const struct dm_device *device)
{
	char *rest = qemu_copy(qemu, device->options);
	/* Guests reserve port 0 for a console. */
	unsigned number = *rest == '@' ? 0 : 1;

	qemu_add(qemu, "-device", "virtio-serial-pci,id=serial%u.%u,%s", device->slot,
		 device->function, qemu_address(qemu, device));
	for (char *port; (port = strsep(&rest, ",")); number++)
		if (!add_port(qemu, device, port, number))
			return false;
	return true;
}
