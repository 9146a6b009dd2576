/* SPDX-License-Identifier: BSD-3-Clause
 * arena.c: one run's memory: blocks that are filled from the front and freed together. A block is
 * cleared as it is handed out; a large request has a block of its own, which comes cleared from the
 * system, so that a large table costs no more than what is used of it. */
#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE (64u * 1024u)
#define ALIGNMENT  _Alignof(max_align_t)

struct block {
	struct block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

struct adopted {
	struct adopted *next;
	void *object;
	void (*release)(void *object);
};

struct arena {
	struct block *blocks;
	struct adopted *adopted; /* the last one first */
	void (*out_of_memory)(void);
};

struct arena *arena_new(void (*out_of_memory)(void))
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena) {
		out_of_memory();
		abort(); /* the contract says that out_of_memory() does not return */
	}
	arena->out_of_memory = out_of_memory;
	return arena;
}

void arena_exhausted(const struct arena *arena)
{
	arena->out_of_memory();
	abort(); /* the contract says that out_of_memory() does not return */
}

struct arena *arena_new_like(const struct arena *like)
{
	return arena_new(like->out_of_memory);
}

void arena_free(struct arena *arena)
{
	struct block *block = arena ? arena->blocks : NULL;

	for (struct adopted *each = arena ? arena->adopted : NULL; each; each = each->next)
		each->release(each->object);
	while (block) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
	free(arena);
}

static bool is_shared(const struct block *block)
{
	return block->size == BLOCK_SIZE;
}

static struct block *new_block(struct arena *arena, size_t capacity)
{
	struct block *block = NULL;

	if (capacity == BLOCK_SIZE)
		block = malloc(sizeof(*block) + capacity);
	else if (capacity < SIZE_MAX / 2)
		block = calloc(1, sizeof(*block) + capacity);
	if (!block)
		arena_exhausted(arena);
	block->next = NULL;
	block->used = 0;
	block->size = capacity;
	return block;
}

/* A block with room for `size` bytes. A large request gets a block of its own behind the current
 * one, which keeps its free rest. */
static struct block *block_for(struct arena *arena, size_t size)
{
	struct block *current = arena->blocks;
	struct block *block;
	size_t capacity = size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE;

	if (current && current->size - current->used >= size)
		return current;
	block = new_block(arena, capacity);
	if (current && !is_shared(block)) {
		block->next = current->next;
		current->next = block;
	} else {
		block->next = current;
		arena->blocks = block;
	}
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t rounded = size > SIZE_MAX - ALIGNMENT
				 ? SIZE_MAX
				 : (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct block *block = block_for(arena, rounded);
	void *memory = block->bytes + block->used;

	block->used += rounded;
	return is_shared(block) ? memset(memory, 0, rounded) : memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	return arena_alloc(arena, size && count > SIZE_MAX / size ? SIZE_MAX : count * size);
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t size)
{
	void *larger;

	/* Full at 0, 2, 4, 8, ...: the sizes that the doubling below makes. */
	if (count == 1 || (count & (count - 1)))
		return array;
	larger = arena_array(arena, count ? count * 2 : 2, size);
	if (count)
		memcpy(larger, array, count * size);
	return larger;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	memcpy(copy, bytes, length);
	return copy;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
	va_list again;
	int length;
	char *text;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	text = arena_alloc(arena, length < 0 ? 1 : (size_t)length + 1);
	if (length > 0)
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text;
}

void *arena_adopt(struct arena *arena, void *object, void (*release)(void *object))
{
	struct adopted *adopted = arena_alloc(arena, sizeof(*adopted));

	adopted->object = object;
	adopted->release = release;
	adopted->next = arena->adopted;
	arena->adopted = adopted;
	return object;
}

static void release_arena(void *arena)
{
	arena_free(arena);
}

void arena_adopt_arena(struct arena *arena, struct arena *inner)
{
	arena_adopt(arena, inner, release_arena);
}

void arena_release(struct arena *arena, const void *object)
{
	struct adopted **at = &arena->adopted;
	struct adopted *adopted;

	while (*at && (*at)->object != object)
		at = &(*at)->next;
	adopted = *at;
	if (!adopted)
		return;
	*at = adopted->next;
	adopted->release(adopted->object);
}
