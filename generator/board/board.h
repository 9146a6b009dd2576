/* SPDX-License-Identifier: BSD-3-Clause
 * board.h: what the board inspector found: CPUs, PCI devices and the memory that they have, RAM,
 * and caches.
 */
#ifndef BOARD_BOARD_H
#define BOARD_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"

struct arena;
struct board_platform;
struct diags;
struct boards;
struct schema;
struct source;

/* Class codes of PCI devices; of an Ethernet controller the programming interface does not matter.
 */
#define BOARD_CLASS_VGA	     0x030000u
#define BOARD_CLASS_XHCI     0x0c0330u
#define BOARD_CLASS_ETHERNET 0x020000u
#define BOARD_SUBCLASS_MASK  0xffff00u

enum board_core {
	BOARD_CORE_UNKNOWN,
	BOARD_CORE_PERFORMANCE, /* the board calls it Core */
	BOARD_CORE_EFFICIENCY,	/* the board calls it Atom */
};

struct board_cpu {
	uint32_t id;	  /* as Linux counts, and as a scenario names it (pcpu_id) */
	uint32_t apic_id; /* as acrn-dm names it */
	enum board_core core;
	struct span at;

	/* Only with a platform: the performance levels, 0 where the board does not have them, and
	 * the CPUs of its frequency domain by their id: none where that is not known. */
	unsigned guaranteed_level, highest_level, lowest_level;
	const uint32_t *domain;
	size_t domain_count;
};

struct board_device {
	uint16_t bdf;		     /* CFG_BDF() */
	bool is_function;	     /* a PCI function, not only an object of ACPI */
	uint32_t class_code;	     /* 24 bits; 0 where only lspci's text has the device */
	uint16_t vendor, identifier; /* likewise */
	size_t place, end;	     /* all places above `place` and below `end` are behind it */
	const char *description;     /* "Class: Vendor Name", as lspci prints it; NULL: not known */
	struct span at;
};

/* A range of addresses; both ends belong to it. */
struct board_window {
	uint64_t first, last;
};

struct board_bar {
	uint16_t bdf;
	unsigned index; /* of the BAR in the device: 0 to 5 */
	bool is_io;	/* of I/O ports */
	bool is_64;
	uint64_t address; /* that the firmware has chosen */
	uint64_t size;
	size_t place; /* of its device, or a part of that, in the order of the document */
};

/* An interrupt line of a PCI function that has neither MSI nor MSI-X. */
struct board_interrupt {
	uint16_t bdf;
	uint32_t line;
};

/* A cache of level 2 or 3, and what ACRN can do with it. */
struct board_cache {
	uint32_t level, id;
	size_t position; /* among the caches of the document */
	struct span at;
	bool has_cat; /* parts of it can be given to CPUs */
	bool has_cdp; /* to their code and data apart */
	bool has_ssram;
	unsigned mask_length;	   /* how many parts; 0 where it is not known */
	unsigned clos_count;	   /* how many sets of parts there can be; 0 as above */
	struct board_window ssram; /* where its software SRAM is */
	uint64_t ssram_mask;	   /* the parts that this takes */

	/* The CPUs that share it, by their APIC IDs. */
	const uint32_t *apic_ids;
	size_t apic_id_count;
};

struct board {
	const struct source *source;
	const char *name;	      /* the board attribute, or the file's name without .xml */
	const struct board_cpu *cpus; /* by rising id */
	size_t cpu_count;
	const struct board_device *devices; /* by rising BDF, each once */
	size_t device_count;
	unsigned bus_count;		    /* one more than the highest number of a PCI bus */
	const struct board_window *windows; /* of host bridges, by rising address, each once */
	size_t window_count;
	const struct board_window *taken; /* inside a window: likewise */
	size_t taken_count;		  /* in both, some may overlap others */
	const struct board_bar *bars;	  /* of PCI devices, in the order of the document */
	size_t bar_count;
	const struct board_interrupt *interrupts; /* by rising BDF */
	size_t interrupt_count;
	uint64_t free_irqs; /* a bit for each that Linux does not use; 0 where it is not known */
	const struct board_window *ram; /* by rising address; they do not touch each other */
	size_t ram_count;		/* 0 where the description does not have it */
	uint64_t ram_size;

	/* The same as IOMEM_INFO lists it: by rising address, but what touches is not joined. */
	const struct board_window *listed_ram;
	size_t listed_ram_count;
	const struct board_cache *caches;      /* by rising level and ID */
	size_t cache_count;		       /* 0 where the description does not have them */
	const struct board_platform *platform; /* NULL where it was not asked for */
};

/* Where to look for a board description, from the command line and the scenario. */
struct board_search {
	const char *file;	    /* --board, or NULL */
	const char *const *paths;   /* --board-path, NULL-terminated */
	const char *scenario_path;  /* of the scenario's file, "-" for standard input */
	const char *scenario_board; /* its board attribute, or NULL */
};

/* The boards that a run has read: each of them once, however many scenarios it has. Lives as long
 * as the arena, as `schema` has to. With `has_platform` every board has its platform. */
struct boards *boards_new(struct arena *arena, struct schema *schema, bool has_platform);

/* Why there is no board. */
struct board_absence {
	bool is_broken;	    /* it was found, but cannot be read or is invalid: reported */
	const char *places; /* that were searched, as a list for a message; NULL for none */
	const char *others; /* board descriptions that were not chosen, likewise */
	const char
		*meant; /* the only board whose name the scenario's is a likely typo of, or NULL */
};

/* Finds and reads the board of a scenario, in the order of docs/scenario.md. NULL where none is
 * found (without a diag: the caller decides whether it is needed), or where it is broken; then
 * *absence has the reason. The board lives as long as `boards`, *absence and the sources of spans
 * in `diags` as long as `arena`. */
const struct board *board_find(struct arena *arena, struct boards *boards,
			       const struct board_search *search, struct diags *diags,
			       struct board_absence *absence);

/* The names of the boards that a scenario can name: of those beside its file, which may be NULL,
 * and of those that are built in. NULL at the end. */
const char *const *board_names(struct arena *arena, const char *scenario_path);

/* NULL where the board has no such CPU. */
const struct board_cpu *board_cpu(const struct board *board, uint32_t id);

/* The interrupt lines of a device: the first of *count entries, or NULL. */
const struct board_interrupt *board_interrupts(const struct board *board, uint16_t bdf,
					       size_t *count);

/* NULL where the board has no such device. */
const struct board_device *board_device(const struct board *board, uint16_t bdf);

/* NULL where the board has no such cache. */
const struct board_cache *board_cache(const struct board *board, uint64_t level, uint64_t id);

#endif
