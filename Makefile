# SPDX-License-Identifier: BSD-3-Clause
# make: build into build/.  make demo: the main job on an example.  make check: every test.
# Variables: V=1 shows the commands, SAN=1 builds with ASan and UBSan (into build/san/), COVERAGE=1 so
# that gcov can tell which lines were run (into build/coverage/), PREFIX and DESTDIR say where
# `make install` puts things.

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
ifeq ($(origin CC),default)
CC := gcc
endif
HOSTCC ?= $(CC)
SAN ?=
COVERAGE ?=

B := build$(if $(SAN),/san)$(if $(COVERAGE),/coverage)
Q := $(if $(V),,@)

PACKAGES := libxml-2.0 libxslt yaml-0.1 nettle jansson
PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
PACKAGE_LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
SERVER_LIBS := -lsystemd -lseccomp -lcap-ng
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
CFLAGS ?= $(if $(COVERAGE),-O0,-O2) -g
comma := ,
INSTRUMENT := $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer) $(if $(COVERAGE),--coverage)
ALL_CPPFLAGS = -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I. $(ROOM_CPPFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=gnu11 $(WARNINGS) -ffile-prefix-map=$(CURDIR)=. -fstack-protector-strong $(INSTRUMENT) $(CFLAGS)
ALL_LDFLAGS = $(INSTRUMENT) -Wl,-z,noexecstack $(LDFLAGS)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all
all: $(addprefix $(B)/bin/,acrn-cfg acrn-dm acrn-hv ivshmem-server ivshmem)

## The rooms. Each is a library, so that the tests link the same objects; a room's code finds the headers
## of its own side only.

# What generator and device models both know.
SCHEMA := $(sort $(wildcard schema/*.c))
GENERATOR := $(sort $(wildcard generator/*.c generator/*/*.c))
DEVMODEL := $(sort $(wildcard devmodel/*/*.c))
GUEST := $(sort $(wildcard devmodel/guest/lib/*.c))
GUEST_TOOL := $(sort $(wildcard devmodel/guest/tool/*.c))
EMBEDDED := $(sort $(wildcard schema/*.xsd schema/*.json schema/static_config.h templates/*.xsl templates/launch/*.sh boards/*/*.xml) docs/diagnostics.md)

object = $(patsubst %.c,$(B)/%.o,$(1))
OBJECTS := $(call object,$(SCHEMA) $(GENERATOR) $(DEVMODEL) $(GUEST) $(GUEST_TOOL))

GENERATOR_CPPFLAGS := -Igenerator $(PACKAGE_CFLAGS)
DEVMODEL_CPPFLAGS := -Idevmodel
$(B)/generator/%.o $(B)/tests/generator/%.o $(B)/tests/schema/%.o $(B)/tests/templates/%.o: \
	ROOM_CPPFLAGS = $(GENERATOR_CPPFLAGS)
$(B)/devmodel/%.o $(addprefix $(B)/tests/,devmodel/%.o e2e/%.o bench/%.o): ROOM_CPPFLAGS = $(DEVMODEL_CPPFLAGS)

# What the build makes of files that are no C.
MADE := $(addprefix $(B)/generator/,base/embedded.o validate/tables/scenario.o validate/tables/board.o)
$(B)/libacrncfg.a: $(call object,$(SCHEMA) $(filter-out generator/main.c,$(GENERATOR))) $(MADE)
$(B)/libdevmodel.a: $(call object,$(SCHEMA) $(filter-out %/main.c,$(DEVMODEL)))
$(B)/libivshmem-guest.a: $(call object,$(GUEST))
# Appended: folders have files of the same name, which replacing would take for one another.
$(B)/%.a:
	$(if $(V),,@echo "  AR    $@")
	$(Q)rm -f $@ && $(AR) qcsD $@ $^

$(B)/bin/acrn-cfg: $(B)/generator/main.o $(B)/libacrncfg.a
$(B)/bin/acrn-cfg: LIBS = $(PACKAGE_LIBS)
$(B)/bin/acrn-dm: $(B)/devmodel/acrn-dm/main.o $(B)/libdevmodel.a
$(B)/bin/acrn-hv: $(B)/devmodel/acrn-hv/main.o $(B)/libdevmodel.a
$(B)/bin/acrn-hv: LIBS = -lsystemd
$(B)/bin/ivshmem-server: $(B)/devmodel/ivshmem-server/main.o $(B)/libdevmodel.a
$(B)/bin/ivshmem-server: LIBS = $(SERVER_LIBS)
# The guest's tool runs on whatever Linux the guest has.
$(B)/bin/ivshmem: $(call object,$(GUEST_TOOL)) $(B)/libivshmem-guest.a
$(B)/bin/ivshmem: LIBS = $(if $(SAN),,-static)
$(B)/bin/%:
	@mkdir -p $(@D)
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC    $<")
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The embedded files, each between two labels, and the table that embed.c reads.
$(B)/generator/base/embedded.S: $(EMBEDDED) Makefile
	@mkdir -p $(@D)
	@{ n=0; table=; \
	  printf '\t.section .rodata\n'; \
	  for file in $(EMBEDDED); do \
	    printf 'start%d:\t.incbin "%s"\nend%d:\t.byte 0\npath%d:\t.asciz "%s"\n' $$n $$file $$n $$n $$file; \
	    n=$$((n + 1)); \
	  done; \
	  printf '\t.section .data.rel.ro,"aw"\n\t.balign 16\n\t.global embed_table\nembed_table:\n'; \
	  i=0; while [ $$i -lt $$n ]; do \
	    printf '\t.quad path%d, start%d, end%d\n' $$i $$i $$i; i=$$((i + 1)); \
	  done; \
	  printf '\t.quad 0, 0, 0\n\t.section .note.GNU-stack,"",%%progbits\n'; \
	} > $@

$(B)/generator/base/embedded.o: $(B)/generator/base/embedded.S
	$(if $(V),,@echo "  EMBED $@")
	$(Q)$(CC) -c -o $@ $<

# What the XSDs say, as tables. The tool that makes them runs here, whatever the rest is built for.
PREPARE := $(B)/generator/validate/prepare/schema_tables
$(PREPARE): $(wildcard generator/validate/prepare/*.[ch] generator/validate/*.h)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(HOSTCC) -D_GNU_SOURCE -std=gnu11 $(WARNINGS) $(GENERATOR_CPPFLAGS) -O1 -g -o $@ $(filter %.c,$^) \
		$(shell pkg-config --libs libxml-2.0)

.SECONDARY: $(B)/generator/validate/tables/scenario.c $(B)/generator/validate/tables/board.c
$(B)/generator/validate/tables/%.c: schema/%.xsd $(PREPARE)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  TABLE $@")
	$(Q)$(PREPARE) $< >$@

$(B)/generator/validate/tables/%.o: $(B)/generator/validate/tables/%.c
	$(if $(V),,@echo "  CC    $<")
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

-include $(OBJECTS:.o=.d) $(wildcard $(B)/generator/validate/tables/*.d)

## Tests: every tests/**/test_*.c is a program that links the library, every test_*.sh a script. Exit 0
## passes, 77 skips (and says why), anything else fails.

# Coverage is about the generator.
TEST_FOLDERS := tests/* tests/generator/* tests/devmodel/*
TEST_ROOMS := $(if $(COVERAGE),$(addprefix tests/,generator/* schema templates cases corpus),$(TEST_FOLDERS))
TEST_SOURCES := $(sort $(wildcard $(TEST_ROOMS:%=%/test_*.c)))
TEST_SCRIPTS := $(sort $(wildcard $(TEST_ROOMS:%=%/test_*.sh)))
# These compile what they try by themselves: with sanitizers they would do the same again.
UNSANITIZED := tests/schema/test_freestanding.sh $(addprefix tests/devmodel/,core/test_freestanding.sh hv/test_freestanding.sh hv/test_port.sh)
TEST_TOOLS := $(patsubst %.c,$(B)/%,$(filter-out $(TEST_SOURCES) tests/fuzz/%,$(wildcard $(TEST_FOLDERS:%=%/*.c))))
TESTS := $(TEST_SOURCES:%.c=$(B)/%)
ROOM_LIBS = $(B)/libacrncfg.a
$(addprefix $(B)/tests/,devmodel/% e2e/% bench/%): ROOM_LIBS = $(B)/libdevmodel.a
$(B)/tests/devmodel/guest/%: ROOM_LIBS = $(B)/libivshmem-guest.a

$(TESTS) $(TEST_TOOLS): $(B)/tests/%: $(B)/tests/%.o $(B)/libacrncfg.a $(B)/libdevmodel.a \
	$(B)/libivshmem-guest.a
	$(if $(V),,@echo "  LD    $@")
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(ROOM_LIBS) $(PACKAGE_LIBS) $(SERVER_LIBS) -lcmocka -lexpat

.SECONDARY: $(TESTS:=.o) $(TEST_TOOLS:=.o)

# Brings parts of the lab where that is possible; where not, they say SKIP and why, and so will the tests.
bring = for part in $(1); do devmodel/lab/$$part.sh || [ $$? -eq 77 ] || exit; done

.PHONY: check check-all check-asan check-headers check-layers run-tests coverage golden e2e bench lint misra format demo lab \
	lab-qemu fuzz fuzz-merge install clean
check:
	@tests/tools/packages.sh build test
	$(Q)$(MAKE) --no-print-directory all
	@$(call bring,qemu kernel initramfs)
	$(Q)$(MAKE) --no-print-directory check-all

check-all: lint check-headers
	$(Q)$(MAKE) --no-print-directory run-tests
	$(Q)$(MAKE) --no-print-directory check-asan

# The same tests with AddressSanitizer, LeakSanitizer and UBSan.
check-asan:
	$(Q)$(MAKE) --no-print-directory SAN=1 run-tests

# One test: make run-tests TEST=test_words
run-tests: all $(TESTS) $(TEST_TOOLS)
	@B=$(B) SRCDIR=. tests/tools/run.sh $(filter %$(TEST) %$(TEST).sh,$(TESTS) \
		$(filter-out $(if $(SAN),$(UNSANITIZED)),$(TEST_SCRIPTS)))

# Which lines of generator/ its tests run; what they do not run has a reason in tests/coverage.txt.
coverage:
	@rm -f build/coverage/generator/*.gcda build/coverage/generator/*/*.gcda
	$(Q)$(MAKE) --no-print-directory COVERAGE=1 run-tests
	@B=build/coverage tests/tools/coverage.sh

# Rewrites every expected output in tests/cases from what the program makes now.
golden: all
	@B=$(B) GOLDEN=update tests/cases/test_cases.sh

# Every header compiles alone, and finds what its room may include.
HEADERS := $(sort $(wildcard schema/*.h generator/*/*.h generator/*/*/*.h devmodel/*/*.h devmodel/guest/*/*.h))
$(B)/headers/generator/%.ok: ROOM_CPPFLAGS = $(GENERATOR_CPPFLAGS)
$(B)/headers/devmodel/%.ok: ROOM_CPPFLAGS = $(DEVMODEL_CPPFLAGS)
check-headers: $(HEADERS:%=$(B)/headers/%.ok)
$(B)/headers/%.ok: %
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) -std=gnu11 $(WARNINGS) -fsyntax-only -x c $< && touch $@

# Other versions of clang-format lay out some lines differently: with one the layout goes unchecked.
CLANG_FORMAT ?= clang-format
CLANG_FORMAT_VERSION := 14
FORMATTED := $(sort $(HEADERS) $(wildcard schema/*.c generator/*.c generator/*/*.c generator/*/*/*.c devmodel/*/*.c devmodel/guest/*/*.c $(TEST_FOLDERS:%=%/*.[ch])))
format:
	$(CLANG_FORMAT) -i $(FORMATTED)

# What each folder may include is in tests/tools/layers.txt.
check-layers:
	$(if $(V),,@echo "  LAYERS")
	$(Q)tests/tools/check_layers.sh

lint: misra check-layers
	$(if $(V),,@echo "  LINT")
	$(Q)if $(CLANG_FORMAT) --version | grep -q 'version $(CLANG_FORMAT_VERSION)\.'; then \
		$(CLANG_FORMAT) --dry-run -Werror $(FORMATTED); \
	else \
		echo "SKIP: the layout wants clang-format $(CLANG_FORMAT_VERSION)"; \
	fi
	$(Q)shellcheck -S style -x $(sort $(wildcard templates/launch/*.sh devmodel/lab/*.sh tests/*/*.sh tests/*/*/*.sh) devmodel/lab/init devmodel/lab/message .ci/run)

# What goes into hypervisors keeps to MISRA C:2012, but for the deviations that tests/devmodel/hv/misra.txt gives
# reasons for. Other versions of cppcheck find other things: with one this goes unchecked.
CPPCHECK ?= cppcheck
CPPCHECK_VERSION := 2.10
misra:
	$(if $(V),,@echo "  MISRA")
	$(Q)if [ "$$($(CPPCHECK) --version 2>&1)" = 'Cppcheck $(CPPCHECK_VERSION)' ]; then \
		$(CPPCHECK) -q --addon=misra --std=c11 --enable=style,information --error-exitcode=1 \
			--suppress=missingIncludeSystem --suppressions-list=tests/devmodel/hv/misra.txt \
			-I. -Idevmodel devmodel/core devmodel/hv; \
	else \
		echo "SKIP: MISRA C wants cppcheck $(CPPCHECK_VERSION)"; \
	fi

## What a user does

demo:
	@tests/tools/packages.sh build
	$(Q)$(MAKE) --no-print-directory all
	@B=$(B) tests/tools/demo.sh
	@B=$(B) devmodel/lab/demo.sh

# The tests that do what users do, with real guests where there is a QEMU.
e2e: all $(B)/tests/e2e/peers
	@$(call bring,kernel initramfs)
	@B=$(B) SRCDIR=. tests/tools/run.sh $(sort $(wildcard tests/e2e/test_*.sh))

# A QEMU that takes our devices, into build/lab, where the system's is older; a kernel and a file system
# for guests.
lab-qemu:
	@devmodel/lab/qemu.sh
lab: all
	@devmodel/lab/kernel.sh
	@devmodel/lab/initramfs.sh

# One figure a line: name, value, target, ok or short, with tabs between. BENCH=name: only that one.
bench: all $(addprefix $(B)/tests/,e2e/peers bench/hv_bench)
	@B=$(B) tests/bench/bench.sh $(BENCH)

DATADIR := $(DESTDIR)$(PREFIX)/share
install: all
	install -D -m 755 $(B)/bin/acrn-cfg $(DESTDIR)$(PREFIX)/bin/acrn-cfg
	install -D -m 644 schema/static_config.h $(DESTDIR)$(PREFIX)/include/acrn-cfg/static_config.h
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' generator/acrn-cfg.pc.in >$(B)/acrn-cfg.pc
	install -D -m 644 $(B)/acrn-cfg.pc $(DATADIR)/pkgconfig/acrn-cfg.pc
	install -D -m 644 -t $(DATADIR)/acrn-cfg/schema schema/*.xsd schema/*.json
	install -D -m 644 -t $(DATADIR)/acrn-cfg/templates templates/*.xsl
	install -D -m 644 -t $(DATADIR)/acrn-cfg/templates/launch templates/launch/*.sh
	for board in boards/*; do install -D -m 644 -t $(DATADIR)/acrn-cfg/$$board $$board/*; done
	install -D -m 644 -t $(DATADIR)/doc/acrn-cfg README.md LICENSE CHANGELOG.md
	install -D -m 644 -t $(DATADIR)/doc/acrn-cfg/docs docs/*.md docs/acrn-dm.1
	install -D -m 644 docs/examples/* -t $(DATADIR)/doc/acrn-cfg/docs/examples
	install -D -m 644 -t $(DATADIR)/man/man1 docs/acrn-cfg.1 docs/acrn-hv.1 docs/ivshmem.1 docs/ivshmem-server.1
	install -D -m 755 $(B)/bin/acrn-dm $(DESTDIR)$(PREFIX)/libexec/acrn-cfg/acrn-dm
	install -D -m 755 $(B)/bin/acrn-hv $(DESTDIR)$(PREFIX)/bin/acrn-hv
	install -D -m 755 $(B)/bin/ivshmem-server $(DESTDIR)$(PREFIX)/bin/ivshmem-server
	install -D -m 755 $(B)/bin/ivshmem $(DESTDIR)$(PREFIX)/bin/ivshmem
	install -D -m 644 devmodel/guest/lib/ivshmem_guest.h $(DESTDIR)$(PREFIX)/include/acrn-cfg/ivshmem_guest.h
	install -D -m 644 $(B)/libivshmem-guest.a $(DESTDIR)$(PREFIX)/lib/libivshmem-guest.a
	install -D -m 644 devmodel/guest/lib/60-ivshmem.rules $(DATADIR)/acrn-cfg/60-ivshmem.rules

# Random inputs for FUZZ_SECONDS. FUZZ is xml, yaml, shm or pipeline, of the generator, or core, vfu, peer, control or
# arguments, of the devices. What is found new goes to build/fuzz/; `make fuzz-merge` keeps the few of it that reach
# what nothing in tests/fuzz/corpus does.
FUZZ ?= core
FUZZ_SECONDS ?= 60
FUZZ_CFLAGS := -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -O1 -g
FUZZ_GENERATOR := xml yaml shm pipeline
FUZZ_DEVMODEL := core vfu peer control arguments
# Of its own, a target has seeds beside its corpus, words to put in, and ways to change what it has.
FUZZ_SEEDS := $(if $(filter pipeline xml yaml,$(FUZZ)),tests/cases boards)
FUZZ_WORDS := $(patsubst %,-dict=%,$(if $(filter pipeline,$(FUZZ)),build/fuzz/scenario.dict,$(wildcard tests/fuzz/$(FUZZ).dict)))
build/fuzz/pipeline: tests/fuzz/xml_mutator.c | build/fuzz/scenario.dict

$(FUZZ_GENERATOR:%=build/fuzz/%): build/fuzz/%: tests/fuzz/%_fuzz.c $(SCHEMA) $(filter-out %/main.c,$(GENERATOR)) \
	$(MADE) $(wildcard generator/*/*.h tests/fuzz/*.h)
	@mkdir -p $(@D)
	$(Q)clang -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I. $(GENERATOR_CPPFLAGS) $(FUZZ_CFLAGS) -o $@ \
		$(filter %.c %.o,$^) $(PACKAGE_LIBS)
$(FUZZ_DEVMODEL:%=build/fuzz/%): build/fuzz/%: tests/fuzz/%_fuzz.c $(SCHEMA) $(filter-out %/main.c,$(DEVMODEL)) \
	$(wildcard devmodel/*/*.h tests/*/*.h tests/*/*/*.h)
	@mkdir -p $(@D)
	$(Q)clang -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I. $(DEVMODEL_CPPFLAGS) $(FUZZ_CFLAGS) -o $@ $(filter %.c,$^) $(SERVER_LIBS)

# The names and the values that scenarios are made of.
build/fuzz/scenario.dict: schema/scenario.xsd
	@mkdir -p $(@D)
	$(Q)sed -n -E 's/.*<xs:(element|attribute) name="([^"]+)".*/"\2"/p; s/.*<xs:enumeration value="([^"]+)".*/"\1"/p' $< | \
		sort -u >$@

fuzz: build/fuzz/$(FUZZ)
	@mkdir -p build/fuzz/corpus/$(FUZZ)
	build/fuzz/$(FUZZ) -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 $(FUZZ_WORDS) \
		-artifact_prefix=build/fuzz/ build/fuzz/corpus/$(FUZZ) tests/fuzz/corpus/$(FUZZ) $(FUZZ_SEEDS)

# Inputs that only pass the same places more often are no news.
fuzz-merge: build/fuzz/$(FUZZ)
	build/fuzz/$(FUZZ) -set_cover_merge=1 -use_counters=0 tests/fuzz/corpus/$(FUZZ) build/fuzz/corpus/$(FUZZ)

clean:
	rm -rf build

-include $(TESTS:=.d) $(TEST_TOOLS:=.d)
