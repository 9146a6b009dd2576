/* SPDX-License-Identifier: BSD-3-Clause
 * write_hardening.c: what the plan's documents have of the hardening. */
#include "model/harden.h"
#include "plan/writer.h"

void plan_write_region_hardening(struct plan_writer *writer,
				 const struct plan_region_hardening *region)
{
	if (!region)
		return;
	writer_begin(writer, "hardening");
	writer_text(writer, "group", region->group);
	writer_text(writer, "type", region->type);
	writer_end(writer);
}

static const char *kind_name(enum plan_file_kind kind)
{
	static const char *const names[] = {
		[PLAN_FILE_OVMF] = "ovmf",	     [PLAN_FILE_KERNEL] = "kernel",
		[PLAN_FILE_RAMDISK] = "ramdisk",     [PLAN_FILE_IMAGE] = "image",
		[PLAN_FILE_PARTITION] = "partition", [PLAN_FILE_INPUT] = "input",
		[PLAN_FILE_CONSOLE] = "console",     [PLAN_FILE_KEYS] = "keys",
	};

	return names[kind];
}

static void write_file(struct plan_writer *writer, const struct plan_file *file)
{
	writer_begin(writer, "file");
	writer_text(writer, "kind", kind_name(file->kind));
	writer_text(writer, "path", file->path);
	writer_text(writer, "directory", file->directory);
	writer_boolean(writer, "written", file->is_written);
	writer_boolean(writer, "own", file->is_own);
	writer_boolean(writer, "sealed", file->is_sealed);
	writer_boolean(writer, "shared", file->is_shared);
	writer_boolean(writer, "repeated", file->is_repeated);
	writer_text(writer, "type", file->type);
	writer_end(writer);
}

void plan_write_vm_hardening(struct plan_writer *writer, const struct plan_vm_hardening *vm)
{
	if (!vm)
		return;
	writer_begin(writer, "hardening");
	writer_text(writer, "user", vm->user);
	writer_boolean(writer, "root", vm->is_root);
	writer_text(writer, "unit", vm->unit);
	writer_text(writer, "profile", vm->profile);
	writer_text(writer, "domain", vm->domain);
	writer_text(writer, "launcher", vm->launcher);
	writer_number(writer, "category", vm->category);
	writer_text(writer, "script", vm->script);
	writer_begin_list(writer, "file");
	for (size_t i = 0; i < vm->file_count; i++)
		write_file(writer, &vm->files[i]);
	writer_end_list(writer);
	writer_end(writer);
}

void plan_write_hardening(struct plan_writer *writer, const struct plan_hardening *hardening)
{
	if (!hardening)
		return;
	writer_begin(writer, "hardening");
	writer_text(writer, "scenario", hardening->scenario);
	writer_text(writer, "prefix", hardening->prefix);
	writer_text(writer, "identifier", hardening->identifier);
	writer_text(writer, "admins", HARDENING_ADMINS);
	writer_text(writer, "scripts", hardening->scripts);
	writer_text(writer, "config", hardening->config);
	writer_text(writer, "key-directory", hardening->keys);
	writer_text(writer, "images", hardening->images);
	writer_text(writer, "server-dir", hardening->server_dir);
	for (enum harden_part part = 0; part < HARDEN_COUNT; part++)
		writer_flag(writer, harden_name(part), hardening->parts & 1u << part);
	writer_end(writer);
}
