/* SPDX-License-Identifier: BSD-3-Clause
 * script.h: launch scripts: the VMs that a bash script starts with acrn-dm or QEMU.
 *
 * A script is read without running anything (shell/shell.h), and its command lines as acrn-dm and
 * QEMU read theirs. Where the script decides something only when it runs, an option has a condition
 * or an unknown text.
 */
#ifndef SCRIPT_SCRIPT_H
#define SCRIPT_SCRIPT_H

#include "model/model.h"
#include "shell/shell.h"

struct acrn_dm_option;
struct diags;

enum launch_program {
	LAUNCH_ACRN_DM,
	LAUNCH_QEMU,
};

/* A text of a command line, which may have unknown parts. */
struct launch_text {
	const char *value; /* NULL where a part of it is unknown */
	/* The text before the first unknown part, which ends with a NUL. With `length` bytes it is
	 * the whole text, in which each unknown part is one NUL. */
	const char *head;
	size_t length;
	const struct shell_part *parts;
	size_t part_count;
	struct span at;
};

/* An option in the order of the command line, or a word that is none. Where a value depends on a
 * branch there is one for each of its texts. */
struct launch_option {
	const struct condition *when;
	const char *name; /* in full: "-s" for --pci_slot, "--ovmf", "-device" (also of --device);
			     as written where the program does not have it; "" for a word */
	const struct acrn_dm_option *acrn_dm; /* NULL for QEMU's, for unknown ones and for words */
	bool is_known;			      /* the program has it, in some release; or a word */
	struct span at;
	bool has_value;	  /* for a word always */
	bool lacks_value; /* it takes one, and the command ends before it */
	/* An unknown text that need not be what it is taken for: no word, several, or an option. */
	bool is_uncertain;
	struct launch_text value; /* where it has one; the word */
};

/* A device of -s, or of QEMU's -device. */
struct launch_device {
	const struct condition *when;
	const struct launch_option *option; /* that adds it */
	struct span at;
	bool has_address; /* known: bus, slot and function */
	uint8_t bus, slot, function;
	struct text address;	    /* as written; value NULL where it is unknown or missing */
	bool has_bad_address;	    /* known, and not an address */
	struct text kind;	    /* "virtio-blk"; value NULL where it is unknown or missing */
	bool is_boot;		    /* acrn-dm's ,b, behind the kind */
	struct launch_text options; /* behind the kind; value "" where there are none */
};

/* What QEMU's devices refer to: an -object, or a -chardev. */
struct launch_backend {
	const struct condition *when;
	const struct launch_option *option; /* that adds it */
	struct span at;
	bool is_chardev;
	struct text kind; /* "memory-backend-file", "socket"; value NULL where it is unknown */
	struct text id;	  /* value NULL where it is unknown or missing */
	bool is_used;	  /* something refers to it, or may: an unknown text */
	struct launch_text options; /* behind the kind */
};

enum launch_ivshmem_kind {
	LAUNCH_IVSHMEM_PLAIN,
	LAUNCH_IVSHMEM_DOORBELL,
	LAUNCH_IVSHMEM_LEGACY, /* "ivshmem", which QEMU 4.0 removed */
};

/* One of QEMU's ivshmem devices, with what it refers to; where that depends on a branch there is
 * one for each. */
struct launch_ivshmem {
	const struct condition *when; /* that both are there */
	const struct launch_device *device;
	enum launch_ivshmem_kind kind;
	struct launch_text reference; /* memdev= or chardev=; value NULL: unknown, or missing */
	const struct launch_backend *backend; /* NULL where there is none, or none is known */
	struct text
		region; /* mem-path= or shm=, path= of a socket; value NULL for none, or unknown */
	struct text size_text; /* value NULL where it is unknown or missing */
	bool has_size;
	uint64_t size;	/* bytes */
	bool is_master; /* known: master=on */
};

/* One VM that a script starts. */
struct launch {
	enum launch_program program;
	const struct source *source;
	const struct shell_run *run;
	const struct condition *when; /* the command is run, and with this program */
	const struct launch_option *options;
	size_t option_count;
	/* There may be options that are not listed: an unknown text may be any number of words. */
	bool may_have_more;
	const struct launch_device *devices;
	size_t device_count;
	/* QEMU's; of acrn-dm there are none. */
	const struct launch_backend *backends;
	size_t backend_count;
	const struct launch_ivshmem *ivshmems;
	size_t ivshmem_count;
	/* What may be the VM's name: acrn-dm's words up to the first that is certain to be there,
	 * QEMU's -name (which may have more in it than the name: launch_name()). */
	const struct launch_option *const *names;
	size_t name_count;
};

/* The VMs of a script in the order of running. */
struct script {
	const struct source *source;
	const struct shell_list *list; /* NULL for an empty script */
	const struct shell_trace *trace;
	const struct launch *const *launches;
	size_t launch_count;
};

/* Reads a script as a release of acrn-dm takes its arguments; NULL, with the reason in `diags`,
 * where bash would refuse it. */
const struct script *script_read(struct arena *arena, const struct source *source,
				 enum release release, struct diags *diags);

/* The VMs that a trace starts, of a script that is parsed already. */
const struct script *script_of_trace(struct arena *arena, const struct source *source,
				     const struct shell_list *list, const struct shell_trace *trace,
				     enum release release);

/* Whether a path has the suffix .sh. */
bool script_is_named(const char *path);

/* Whether a source is a shell script: by its suffix, or its first line. */
bool script_is_script(const struct source *source);

/* Whether two launches are one command with the same arguments, which may be run in several ways,
 * such as with the program in one of two directories. */
bool launch_is_same(const struct launch *one, const struct launch *other);

/* Whether one of a script's launches is another way to run the command of the one before it: both
 * are one VM. */
bool script_is_repeated(const struct script *script, size_t index);

/* The VM's name that one of launch.names gives. */
struct launch_text launch_name(struct arena *arena, const struct launch *launch,
			       const struct launch_option *name);

enum launch_found {
	LAUNCH_MISSING,
	LAUNCH_FOUND,
	LAUNCH_MAYBE, /* an unknown part may have it */
};

/* Finds KEY=VALUE, or KEY alone (value "on"), among the parts of a text with commas between; QEMU
 * writes a comma in a value twice. The last one counts, as for QEMU. *value is set where it is
 * found. */
enum launch_found launch_property(struct arena *arena, const struct launch_text *text,
				  const char *key, struct launch_text *value);

/* The bytes [start, end) of a text, with their place. */
struct launch_text launch_slice(struct arena *arena, const struct launch_text *text, size_t start,
				size_t end);

#endif
