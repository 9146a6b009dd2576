/* SPDX-License-Identifier: BSD-3-Clause
 * sarif_rules.c: the rules of a SARIF log: those that have a message in it. */
#include "diag/sarif_rules.h"

#include <string.h>

#include "base/arena.h"
#include "diag/document.h"
#include "diag/internal.h"

struct sarif_rules {
	struct arena *arena;
	json_t *array;
	size_t *numbers; /* by the order of the registry: 1 + the index in `array`, or 0 */
	struct diag_groups groups;
};

struct sarif_rules *sarif_rules_new(struct arena *arena, json_t *array)
{
	struct sarif_rules *rules = arena_alloc(arena, sizeof(*rules));

	*rules = (struct sarif_rules) {
		.arena = arena,
		.array = array,
		.numbers = arena_array(arena, DIAG_RULE_COUNT, sizeof(*rules->numbers)),
		.groups = diag_groups(arena),
	};
	return rules;
}

const char *sarif_level(enum diag_level level)
{
	return level == DIAG_WARNING ? "warning" : "error";
}

static void set_text(struct arena *arena, json_t *object, const char *key, const char *text)
{
	document_set(arena, document_set_object(arena, object, key), "text", json_string(text));
}

/* The slug as a name: ShmemSizeMismatch. */
static const char *name_of(struct arena *arena, const char *slug)
{
	char *name = arena_alloc(arena, strlen(slug) + 1), *end = name;

	for (bool is_first = true; *slug; slug++) {
		if (*slug != '-')
			*end++ = is_first && *slug >= 'a' ? (char)(*slug - 'a' + 'A') : *slug;
		is_first = *slug == '-';
	}
	return name;
}

/* What GitHub shows of a rule, and sorts and filters by. */
static void set_properties(const struct sarif_rules *rules, json_t *object,
			   const struct diag_rule *rule)
{
	struct arena *arena = rules->arena;
	json_t *properties = document_set_object(arena, object, "properties");
	json_t *tags = document_set_array(arena, properties, "tags");
	size_t group = rules->groups.of_rules[rule - diag_rules()];

	document_append(arena, tags, json_string(rules->groups.titles[group]));
	document_set(arena, properties, "problem.severity", json_string(sarif_level(rule->level)));
}

static void add_rule(const struct sarif_rules *rules, const struct diag_rule *rule)
{
	struct arena *arena = rules->arena;
	json_t *object = document_append_object(arena, rules->array);
	size_t length;
	const char *section = diag_rule_section(rule, &length);
	json_t *help, *configuration;

	for (; length && *section == '\n'; length--)
		section++;

	document_set(arena, object, "id", json_string(rule->slug));
	document_set(arena, object, "name", json_string(name_of(arena, rule->slug)));
	set_text(arena, object, "shortDescription", rule->summary);
	set_text(arena, object, "fullDescription", rule->summary);
	help = document_set_object(arena, object, "help");
	document_set(arena, help, "text", json_stringn(section, length));
	document_set(arena, help, "markdown", json_stringn(section, length));
	configuration = document_set_object(arena, object, "defaultConfiguration");
	document_set(arena, configuration, "level", json_string(sarif_level(rule->level)));
	set_properties(rules, object, rule);
}

size_t sarif_rule_index(struct sarif_rules *rules, const struct diag_rule *rule)
{
	size_t *number = &rules->numbers[rule - diag_rules()];

	if (!*number) {
		add_rule(rules, rule);
		*number = json_array_size(rules->array);
	}
	return *number - 1;
}
