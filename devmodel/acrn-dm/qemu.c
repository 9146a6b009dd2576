/* SPDX-License-Identifier: BSD-3-Clause
 * qemu.c: builds QEMU's command line, from the machine to its devices. */
#include "acrn-dm/qemu.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acrn-dm/qemu_builder.h"
#include "schema/static_config.h"

void qemu_add(struct qemu_builder *qemu, const char *option, const char *format, ...)
{
	va_list arguments;
	char *value = NULL;

	string_list_add(qemu->argv, "%s", option);
	va_start(arguments, format);
	if (vasprintf(&value, format, arguments) < 0)
		qemu->argv->is_incomplete = true;
	else
		string_list_add(qemu->argv, "%s", value);
	va_end(arguments);
	free(value);
}

bool qemu_is_slot_shared(const struct qemu_builder *qemu, const struct dm_device *device)
{
	for (unsigned i = 0; i < qemu->arguments->device_count; i++)
		if (&qemu->arguments->devices[i] != device &&
		    qemu->arguments->devices[i].slot == device->slot)
			return true;
	return false;
}

const char *qemu_address(struct qemu_builder *qemu, const struct dm_device *device)
{
	return qemu_text(qemu, "addr=%02x.%u%s", device->slot, device->function,
			 qemu_is_slot_shared(qemu, device) ? ",multifunction=on" : "");
}

bool qemu_reject(struct qemu_builder *qemu, const struct dm_device *device, const char *format, ...)
{
	va_list arguments;
	char reason[512];

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	return error_set(qemu->error, "-s %.200s: %s", device->text, reason);
}

bool qemu_omit(struct qemu_builder *qemu, const char *what)
{
	if (!qemu->arguments->ignores_unsupported)
		return error_set(qemu->error,
				 "%.250s needs ACRN's hypervisor: remove it, or add "
				 "--ignore-unsupported to omit it",
				 what);
	string_list_add(&qemu->omitted, "%s", what);
	return true;
}

void qemu_need(struct qemu_builder *qemu, const char *what, const char *path, int mode)
{
	struct qemu_line *line = qemu->line;
	struct qemu_need *needs =
		realloc(line->needs, (line->need_count + 1) * sizeof(*line->needs));

	if (!needs) {
		line->scratch.is_incomplete = true;
		return;
	}
	line->needs = needs;
	needs[line->need_count++] = (struct qemu_need) { what, path, mode };
}

bool qemu_omit_missing(struct qemu_builder *qemu, const struct dm_device *device, const char *path,
		       int mode)
{
	if (!qemu->arguments->ignores_unsupported) {
		qemu_need(qemu, device->kind, path, mode);
		return false;
	}
	if (access(path, mode) == 0)
		return false;
	qemu_note(qemu, "-s %.200s is omitted: %s: %s", device->text, path, strerror(errno));
	return true;
}

static void add_machine(struct qemu_builder *qemu)
{
	const struct arguments *arguments = qemu->arguments;

	string_list_add(qemu->argv, "%s", qemu->setup->vmm);
	qemu_add(qemu, "-name", "guest=%s", arguments->vm);
	string_list_add(qemu->argv, "-no-user-config");
	string_list_add(qemu->argv, "-nodefaults");
	qemu_add(qemu, "-machine", "pc");
	qemu_add(qemu, "-accel", "%s", qemu->setup->is_kvm ? "kvm" : "tcg");
	qemu_add(qemu, "-cpu", "max");
	/* ACRN has no hotplug, and ejecting a vfio-user device aborts QEMU. */
	qemu_add(qemu, "-global", "PIIX4_PM.acpi-root-pci-hotplug=off");
	qemu_add(qemu, "-m", "size=%" PRIu64 "K", arguments->memory >> 10);
	qemu_add(qemu, "-smp", "%u", arguments->cpus);
	qemu_add(qemu, "-display", "none");
	if (arguments->uuid)
		qemu_add(qemu, "-uuid", "%s", arguments->uuid);
	if (arguments->has_debug_exit)
		qemu_add(qemu, "-device", "isa-debug-exit,iobase=0xf4,iosize=4");
}

/* Not by -mon, which QEMU 11 deprecates. */
static void add_monitor(struct qemu_builder *qemu)
{
	if (!qemu->setup->monitor_fd)
		return;
	qemu_add(qemu, "-chardev", "socket,id=monitor,fd=%d", qemu->setup->monitor_fd);
	qemu_add(qemu, "-qmp", "chardev:monitor");
}

/* UEFI firmware for QEMU on Debian-based systems. */
static const char *const firmwares[] = { "/usr/share/ovmf/OVMF.fd", "/usr/share/OVMF/OVMF.fd",
					 "/usr/share/qemu/OVMF.fd" };

static void add_flash(struct qemu_builder *qemu, unsigned unit, const char *path,
		      const char *access_mode)
{
	qemu_need(qemu, "the UEFI firmware", path, strstr(access_mode, "off") ? R_OK | W_OK : R_OK);
	qemu_add(qemu, "-drive", "if=pflash,unit=%u,format=raw,%s,file=%s", unit, access_mode,
		 qemu_escape(qemu, path));
}

/* code=FILE,vars=FILE. Without "w," the guest's changes of vars are lost at the end. */
static bool add_split_firmware(struct qemu_builder *qemu)
{
	char *code = qemu_copy(qemu, qemu->arguments->ovmf + strlen("code="));
	char *vars = strstr(code, ",vars=");

	if (!vars || vars == code || !vars[strlen(",vars=")])
		return error_set(qemu->error,
				 "--ovmf %.200s: expected FILE, or code=FILE,vars=FILE",
				 qemu->arguments->ovmf);
	*vars = '\0';
	add_flash(qemu, 0, code, "readonly=on");
	add_flash(qemu, 1, vars + strlen(",vars="),
		  qemu->arguments->is_ovmf_kept ? "readonly=off" : "snapshot=on");
	return true;
}

static bool add_firmware(struct qemu_builder *qemu)
{
	const char *path = qemu->arguments->ovmf;

	if (!path)
		return true;
	if (strncmp(path, "code=", strlen("code=")) == 0)
		return add_split_firmware(qemu);
	if (qemu->arguments->is_ovmf_kept) {
		add_flash(qemu, 0, path, "readonly=off");
		return true;
	}
	for (size_t i = 0; access(path, R_OK) != 0 && i < sizeof(firmwares) / sizeof(firmwares[0]);
	     i++) {
		if (access(firmwares[i], R_OK) == 0) {
			qemu_note(qemu, "--ovmf %.200s: file not found, using %s", path,
				  firmwares[i]);
			path = firmwares[i];
		}
	}
	qemu_need(qemu, "the UEFI firmware", path, R_OK);
	qemu_add(qemu, "-bios", "%s", path);
	return true;
}

static bool add_kernel(struct qemu_builder *qemu)
{
	const struct arguments *arguments = qemu->arguments;
	const char *kernel = arguments->kernel ? arguments->kernel : arguments->elf;

	if (kernel) {
		qemu_need(qemu, "the kernel", kernel, R_OK);
		qemu_add(qemu, "-kernel", "%s", kernel);
	} else if (arguments->bootargs && *arguments->bootargs) {
		qemu_note(qemu, "-B has no effect without a kernel (-k)");
	}
	if (arguments->ramdisk) {
		qemu_need(qemu, "the RAM disk", arguments->ramdisk, R_OK);
		qemu_add(qemu, "-initrd", "%s", arguments->ramdisk);
	}
	if (kernel && arguments->bootargs)
		qemu_add(qemu, "-append", "%s", arguments->bootargs);
	return true;
}

static bool add_tpm(struct qemu_builder *qemu)
{
	static const char key[] = "sock_path=";
	const char *value = qemu->arguments->vtpm;

	if (!value)
		return true;
	if (strncmp(value, key, strlen(key)) != 0 || !value[strlen(key)])
		return error_set(qemu->error, "--vtpm2 %.200s: expected sock_path=PATH", value);
	value += strlen(key);
	qemu_need(qemu, "swtpm's socket", value, R_OK | W_OK);
	qemu_add(qemu, "-chardev", "socket,id=tpm,path=%s", qemu_escape(qemu, value));
	qemu_add(qemu, "-tpmdev", "emulator,id=tpm0,chardev=tpm");
	qemu_add(qemu, "-device", "tpm-crb,tpmdev=tpm0");
	return true;
}

static bool has_function_0(const struct arguments *arguments, unsigned slot)
{
	for (unsigned i = 0; i < arguments->device_count; i++)
		if (arguments->devices[i].slot == slot && arguments->devices[i].function == 0)
			return true;
	return false;
}

static bool add_device(struct qemu_builder *qemu, const struct dm_device *device)
{
	const struct qemu_kind *kind = qemu_kind_find(device->kind);

	if (!kind)
		return qemu_reject(qemu, device,
				   "unknown device kind '%s': acrn-dm --help lists them",
				   device->kind);
	if (device->slot < CFG_SLOT_GPU && !kind->is_bridge)
		return qemu_reject(
			qemu, device, "slot %u is reserved for the %s bridge: use %u to %u",
			device->slot, device->slot ? "LPC" : "host", CFG_SLOT_FIRST, CFG_SLOT_LAST);
	if (!has_function_0(qemu->arguments, device->slot))
		return qemu_reject(
			qemu, device,
			"function %u needs a function 0 in slot %u: guests do not find it "
			"otherwise",
			device->function, device->slot);
	return kind->add(qemu, device);
}

static bool add_all(struct qemu_builder *qemu)
{
	const struct arguments *arguments = qemu->arguments;

	for (unsigned i = 0; i < arguments->unsupported_count; i++)
		if (!qemu_omit(qemu, qemu_text(qemu, "--%s", arguments->unsupported[i])))
			return false;
	add_machine(qemu);
	add_monitor(qemu);
	if (!add_firmware(qemu) || !add_kernel(qemu) || !add_tpm(qemu))
		return false;
	qemu_add_ports(qemu);
	for (unsigned i = 0; i < arguments->device_count; i++)
		if (!add_device(qemu, &arguments->devices[i]))
			return false;
	return qemu_add_stdio(qemu);
}

/* One note for all that is omitted. */
static void note_omitted(struct qemu_builder *qemu)
{
	const char *list = "";

	for (size_t i = 0; i < qemu->omitted.count; i++)
		list = qemu_text(qemu, "%s%s%s", list, i ? "; " : "", qemu->omitted.items[i]);
	if (*list)
		qemu_note(qemu, "omitted, because it needs ACRN's hypervisor: %s", list);
}

bool qemu_build(const struct qemu_setup *setup, struct qemu_line *line, struct error *error)
{
	struct qemu_builder qemu = { .setup = setup,
				     .arguments = setup->arguments,
				     .line = line,
				     .argv = &line->argv,
				     .error = error };
	bool is_good = add_all(&qemu);

	note_omitted(&qemu);
	if (is_good && (line->argv.is_incomplete || line->notes.is_incomplete ||
			line->scratch.is_incomplete || qemu.omitted.is_incomplete))
		is_good = error_set(error, "out of memory");
	string_list_free(&qemu.omitted);
	return is_good;
}

bool qemu_check_needs(const struct qemu_line *line, struct error *error)
{
	for (size_t i = 0; i < line->need_count; i++) {
		const struct qemu_need *need = &line->needs[i];

		if (access(need->path, need->mode) != 0)
			return error_set_errno(error, "%s: cannot %s %.300s", need->what,
					       need->mode & W_OK ? "read and write" : "read",
					       need->path);
	}
	return true;
}

void qemu_line_free(struct qemu_line *line)
{
	string_list_free(&line->argv);
	string_list_free(&line->notes);
	string_list_free(&line->scratch);
	free(line->needs);
	*line = (struct qemu_line) { 0 };
}
