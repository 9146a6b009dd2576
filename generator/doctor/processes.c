/* SPDX-License-Identifier: BSD-3-Clause
 * processes.c: the processes of a host that run VMs or serve regions, and those that hold objects.
 */
#include <stdlib.h>
#include <string.h>

#include "doctor/internal.h"
#include "schema/number.h"

/* What command lines are read up to, one and all. Any user can start a program of that name with
 * 2 MiB of them, which take some hundred times as much memory as scripts. Those of libvirt have up
 * to 20 KiB. */
#define COMMAND_MAX  (64u * 1024u)
#define COMMANDS_MAX (2u * 1024u * 1024u)

/* Of a process whose program is hidden: enough for its first word. */
#define FIRST_WORD_MAX 4096u

#define REPLACED " (deleted)"

/* Whether a name is a program's, or that of one of its versions: acrn-dm-3.3, acrn-dm.old. */
static bool is_version(const char *name, const char *program)
{
	size_t length = strlen(program);

	return strncmp(name, program, length) == 0 && strchr("-.", name[length]);
}

static enum doctor_program program_of(const char *name)
{
	if (is_version(name, "acrn-dm"))
		return DOCTOR_ACRN_DM;
	if (is_version(name, "ivshmem-server"))
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

/* That of its directory; UINT32_MAX where this cannot be seen. */
static uint32_t read_owner(const struct doctor_look *look)
{
	struct host_file file;

	return host_stat(look->host, look->directory, &file) ? file.uid : UINT32_MAX;
}

/* Splits what has a null character behind each word. */
static void read_words(struct doctor *doctor, const struct doctor_look *look,
		       struct doctor_process *process)
{
	size_t size = 0, left = COMMANDS_MAX - doctor->processes.command_bytes;
	size_t limit = left < COMMAND_MAX ? left : COMMAND_MAX;
	const char *text, **words = NULL;

	process->is_cut = left == 0;
	if (process->is_cut)
		return;
	text = host_read(doctor->host, doctor_below(look, "cmdline"), limit, &size);
	if (!text)
		return;
	process->is_cut = size == limit;
	doctor->processes.command_bytes += size;
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
	kept->uid = read_owner(look);
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

/* The first PID namespace of a kernel has this number; that of a recorded host is not known. */
#define FIRST_NAMESPACE "pid:[4026531836]"

static bool is_in_first_namespace(const struct doctor *doctor)
{
	const char *link = host_link(doctor->host, "/proc/self/ns/pid");

	return !host_is_live(doctor->host) || !link || strcmp(link, FIRST_NAMESPACE) == 0;
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
	doctor->processes.is_part = count && (pids[0] != 1 || !is_in_first_namespace(doctor));
	for (size_t i = 0; i < count; i++)
		look_at(doctor, pids[i]);
}

bool doctor_sees_holders(const struct doctor *doctor)
{
	const struct doctor_processes *processes = &doctor->processes;

	return processes->is_known && !processes->is_part && !processes->unseen;
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
