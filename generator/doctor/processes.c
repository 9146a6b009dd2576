/* SPDX-License-Identifier: BSD-3-Clause
 * processes.c: the processes of a host that run VMs or serve regions, and those that hold objects.
 */
#include <stdlib.h>
#include <string.h>

#include "doctor/internal.h"
#include "schema/number.h"

/* What a command line is read up to: Linux takes 2 MiB together with the environment. */
#define COMMAND_MAX (2u * 1024u * 1024u)

/* Of a process whose program is hidden: enough for its first word. */
#define FIRST_WORD_MAX 4096u

#define REPLACED " (deleted)"

static enum doctor_program program_of(const char *name)
{
	if (strcmp(name, "acrn-dm") == 0)
		return DOCTOR_ACRN_DM;
	if (strcmp(name, "ivshmem-server") == 0)
		return DOCTOR_SERVER;
	if (strncmp(name, "qemu-system-", strlen("qemu-system-")) == 0 ||
	    strcmp(name, "qemu-kvm") == 0 || strcmp(name, "kvm") == 0)
		return DOCTOR_QEMU;
	return DOCTOR_OTHER;
}

/* Cuts what the kernel adds to the path of a file that is not there any more. */
static bool cut_replaced(char *path)
{
	size_t length = strlen(path), suffix = strlen(REPLACED);

	if (length <= suffix || strcmp(path + length - suffix, REPLACED) != 0)
		return false;
	path[length - suffix] = '\0';
	return true;
}

/* The name of the program by its file; where that is hidden, by the command line, which a process
 * can change. */
static void read_program(const struct doctor_look *look, struct doctor_process *process)
{
	const char *path = host_link(look->host, doctor_below(look, "exe"));
	const char *slash;
	char *copy;

	if (!path)
		path = host_read(look->host, doctor_below(look, "cmdline"), FIRST_WORD_MAX, NULL);
	if (!path || !*path)
		path = "?";
	copy = arena_copy(look->arena, path, strlen(path));
	process->is_replaced = cut_replaced(copy);
	slash = strrchr(copy, '/');
	process->name = slash ? slash + 1 : copy;
	process->program = program_of(process->name);
}

/* The fourth field; the second one is the name in parentheses, which may have any character. */
static uint32_t read_parent(const struct doctor_look *look)
{
	const char *text = host_read(look->host, doctor_below(look, "stat"), STAT_MAX, NULL);
	const char *end = text ? strrchr(text, ')') : NULL;
	unsigned long parent = end && end[1] && end[2] && end[3] ? strtoul(end + 4, NULL, 10) : 0;

	return parent <= UINT32_MAX ? (uint32_t)parent : 0;
}

/* Splits what has a null character behind each word. */
static void read_words(struct doctor *doctor, const struct doctor_look *look,
		       struct doctor_process *process)
{
	size_t size = 0;
	const char *text =
		host_read(doctor->host, doctor_below(look, "cmdline"), COMMAND_MAX, &size);
	const char **words = NULL;

	if (!text)
		return;
	process->is_cut = size == COMMAND_MAX;
	for (size_t at = 0; at < size; at += strlen(text + at) + 1) {
		words = arena_grow(doctor->arena, words, process->word_count, sizeof(*words));
		words[process->word_count++] = text + at;
	}
	process->words = words;
}

const char *doctor_below(const struct doctor_look *look, const char *name)
{
	return arena_printf(look->arena, "%s/%s", look->directory, name);
}

struct doctor_process *doctor_keep(struct doctor *doctor, struct doctor_look *look)
{
	struct doctor_process *kept;

	if (look->kept)
		return look->kept;
	kept = arena_alloc(doctor->arena, sizeof(*kept));
	*kept = look->process;
	kept->name = arena_copy(doctor->arena, kept->name, strlen(kept->name));
	kept->parent = read_parent(look);
	look->kept = kept;
	return kept;
}

/* Keeps a process that runs a VM or serves regions. */
static void add_process(struct doctor *doctor, struct doctor_look *look)
{
	struct doctor_processes *processes = &doctor->processes;
	struct doctor_process *process;

	if (processes->count == DOCTOR_MODELS_MAX) {
		processes->ignored++;
		return;
	}
	process = doctor_keep(doctor, look);
	read_words(doctor, look, process);
	process->directory = host_link(doctor->host, doctor_below(look, "cwd"));
	doctor_read_command(doctor, process);
	processes->all = arena_grow(doctor->arena, processes->all, processes->count,
				    sizeof(struct doctor_process *));
	processes->all[processes->count++] = process;
}

/* What is read of a process that is not kept goes with its arena. */
static void look_at(struct doctor *doctor, uint32_t pid)
{
	CLEANUP(arena_free) struct arena *arena = arena_new_like(doctor->arena);
	struct doctor_look look = {
		.arena = arena,
		.host = host_within(doctor->host, arena),
		.directory = arena_printf(arena, "/proc/%u", pid),
		.process = { .pid = pid },
	};

	doctor->processes.total++;
	read_program(&look, &look.process);
	if (look.process.program != DOCTOR_OTHER)
		add_process(doctor, &look);
	if (!doctor_find_holder(doctor, &look))
		doctor->processes.unseen++;
}

static int by_number(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

void doctor_find_processes(struct doctor *doctor)
{
	CLEANUP(arena_free) struct arena *arena = arena_new_like(doctor->arena);
	size_t name_count = 0, count = 0;
	const char *const *names =
		host_list(host_within(doctor->host, arena), "/proc", &name_count);
	uint32_t *pids = arena_array(arena, name_count + 1, sizeof(*pids));

	for (size_t i = 0; i < name_count; i++) {
		uint64_t pid;

		if (number_parse_range(names[i], 1, UINT32_MAX, &pid))
			pids[count++] = (uint32_t)pid;
	}
	qsort(pids, count, sizeof(*pids), by_number);
	doctor->processes.is_known = count > 0;
	for (size_t i = 0; i < count; i++)
		look_at(doctor, pids[i]);
}

static int by_pid(const void *key, const void *item)
{
	uint32_t pid = *(const uint32_t *)key;
	const struct doctor_process *process = *(struct doctor_process *const *)item;

	return pid < process->pid ? -1 : pid > process->pid;
}

const struct doctor_process *doctor_process(const struct doctor *doctor, uint32_t pid)
{
	const struct doctor_processes *processes = &doctor->processes;
	struct doctor_process *const *found =
		processes->count ? bsearch(&pid, processes->all, processes->count,
					   sizeof(struct doctor_process *), by_pid)
				 : NULL;

	return found ? *found : NULL;
}
