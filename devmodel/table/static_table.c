/* SPDX-License-Identifier: BSD-3-Clause
 * static_table.c: loads a table and checks it as untrusted input. */
#include "table/static_table.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "hv/table.h"

/* A table that another compiler or a modified file made may contain anything. */
static bool is_sound(const struct cfg_table *table)
{
	return memchr(table->inputs, '\0', sizeof(table->inputs)) && hv_table_is_sound(table);
}

static bool check(const struct cfg_table *table, const char *path, struct error *error)
{
	if (table->abi != CFG_ABI)
		return error_set(error,
				 "--config %.200s: the table has ABI %u, expected %u: generate it "
				 "again",
				 path, table->abi, CFG_ABI);
	if (!is_sound(table))
		return error_set(error, "--config %.200s: invalid table: generate it again", path);
	return true;
}

static bool load(struct static_table *table, const char *path, struct error *error)
{
	/* A name without a slash would be searched for among the system's libraries. */
	char *real = realpath(path, NULL);

	if (!real)
		return error_set_errno(error, "--config %.200s", path);
	table->object = dlopen(real, RTLD_NOW | RTLD_LOCAL);
	free(real);
	if (!table->object)
		return error_set(error, "--config: %.400s", dlerror());
	table->table = dlsym(table->object, "static_config");
	if (!table->table)
		return error_set(error,
				 "--config %.200s: no table found: build it with cc -shared -fPIC "
				 "from static_config.c",
				 path);
	return true;
}

bool static_table_open(struct static_table *table, const char *path, struct error *error)
{
	*table = (struct static_table) { 0 };
	return load(table, path, error) && check(table->table, path, error);
}

void static_table_close(struct static_table *table)
{
	if (table->object)
		dlclose(table->object);
	*table = (struct static_table) { 0 };
}
