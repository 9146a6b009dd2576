/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_names.c: names of elements and attributes, and their namespaces. */
#include <string.h>

#include "base/arena.h"
#include "load/internal.h"
#include "load/yaml.h"

bool yaml_is_name(struct yaml_tree *tree, const yaml_node_t *key, const char *name)
{
	if (load_is_xml_name(name))
		return true;
	yaml_fail_form(tree, key, "invalid name '%s' of an element or attribute", name,
		       "use letters, digits, '_', '-' and '.', and begin with a letter or '_'");
	return false;
}

const char *yaml_resolve_name(struct yaml_tree *tree, xmlNode *scope, const char *name,
			      xmlNs **space)
{
	const char *colon = strchr(name, ':');
	const char *prefix;

	*space = NULL;
	if (!colon || colon == name || !colon[1])
		return name;
	prefix = arena_copy(tree->input->arena, name, (size_t)(colon - name));
	*space = xmlSearchNs(tree->xml, scope, BAD_CAST prefix);
	return *space ? colon + 1 : name;
}

bool yaml_is_namespace(const char *key)
{
	return strcmp(key, "$xmlns") == 0 || strncmp(key, "$xmlns:", strlen("$xmlns:")) == 0;
}

void yaml_declare_namespace(struct yaml_tree *tree, xmlNode *element,
			    const struct yaml_entry *entry)
{
	const char *prefix = strchr(yaml_scalar(entry->key), ':');
	const char *value =
		yaml_text_value(tree, yaml_node_of(tree, entry->value), yaml_scalar(entry->key));

	if (!value)
		return;
	if (strpbrk(value, "&<\"'\t\n\r") ||
	    (prefix && (!load_is_xml_name(prefix + 1) || strchr(prefix + 1, ':') || !*value ||
			strncasecmp(prefix + 1, "xml", 3) == 0)))
		yaml_fail_form(tree, entry->key, "invalid namespace declaration '%s'",
			       yaml_scalar(entry->key),
			       "use '$xmlns:PREFIX: URI', where PREFIX does not begin with xml");
	else
		xmlNewNs(element, BAD_CAST value, prefix ? BAD_CAST(prefix + 1) : NULL);
}

void yaml_set_namespace(struct yaml_tree *tree, xmlNode *element)
{
	const char *name = (const char *)element->name;
	xmlNs *space;
	const char *local = yaml_resolve_name(tree, element, name, &space);

	if (local != name)
		xmlNodeSetName(element,
			       BAD_CAST arena_copy(tree->input->arena, local, strlen(local)));
	else if (!strchr(name, ':'))
		space = xmlSearchNs(tree->xml, element, NULL);
	xmlSetNs(element, space);
}
