<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     board.c.xsl: the board's tables: IOMMUs, the caches that can be divided, idle states and speeds of
     the CPUs, hidden PCI devices and those whose MSI is shown as MSI-X.

     Rows of the CPUs' tables, and names and values of macros, have been checked when the plan was
     made: they are constants. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:e="urn:acrn-cfg:emit" exclude-result-prefixes="e">

  <xsl:template match="/plan">
    <files>
      <xsl:apply-templates select="hypervisor"/>
    </files>
  </xsl:template>

  <xsl:template match="hypervisor">
    <file path="hypervisor/configs/boards/board.c" mode="plain">
      <xsl:text>/*
 * The board </xsl:text>
      <xsl:value-of select="e:comment(../@board)"/>
      <xsl:text>.
</xsl:text>
      <xsl:apply-templates select="platform/about"/>
      <xsl:text> */
#include &lt;asm/board.h>
#include &lt;asm/vtd.h>
#include &lt;asm/msr.h>
#include &lt;asm/rdt.h>
#include &lt;pci.h>
#include &lt;misc_cfg.h>

</xsl:text>
      <xsl:call-template name="iommus"/>
      <xsl:if test="cache">
        <xsl:call-template name="caches"/>
      </xsl:if>
      <xsl:call-template name="cpu-states"/>
      <xsl:call-template name="hidden-devices"/>
      <xsl:call-template name="vmsix-devices"/>
      <xsl:call-template name="cpu-limits"/>
    </file>
  </xsl:template>

  <xsl:template match="about">
    <xsl:value-of select="concat(' * ', e:comment(@text), '&#10;')"/>
  </xsl:template>

  <!-- IOMMUs: their numbers are macros of platform_acpi_info.h -->

  <xsl:template name="iommus">
    <xsl:apply-templates select="platform/iommus"/>
    <xsl:if test="not(platform/iommus)">
      <xsl:text>#ifndef CONFIG_ACPI_PARSE_ENABLED
#error "The board does not describe its IOMMUs: the hypervisor needs ACPI_PARSE_ENABLED."
#endif

struct dmar_info plat_dmar_info;
</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template match="iommus">
    <xsl:apply-templates select="iommu" mode="scopes"/>
    <xsl:text>static struct dmar_drhd drhd_info_array[DRHD_COUNT] = {
</xsl:text>
    <xsl:apply-templates select="iommu" mode="row"/>
    <xsl:text>};

struct dmar_info plat_dmar_info = {
	.drhd_count = DRHD_COUNT,
	.drhd_units = drhd_info_array,
};
</xsl:text>
  </xsl:template>

  <xsl:template match="iommu" mode="scopes">
    <xsl:value-of select="concat('static struct dmar_dev_scope drhd', @index, '_dev_scope[DRHD', @index,
                          '_DEV_CNT] = {&#10;')"/>
    <xsl:apply-templates select="scope"/>
    <xsl:text>};

</xsl:text>
  </xsl:template>

  <xsl:template match="scope">
    <xsl:variable name="macro" select="concat('DRHD', ../@index, '_DEVSCOPE', @index, '_')"/>
    <xsl:value-of select="concat('&#9;{&#10;',
                          '&#9;&#9;.type = ', $macro, 'TYPE,&#10;',
                          '&#9;&#9;.id = ', $macro, 'ID,&#10;',
                          '&#9;&#9;.bus = ', $macro, 'BUS,&#10;',
                          '&#9;&#9;.devfun = ', $macro, 'PATH,&#10;',
                          '&#9;},&#10;')"/>
  </xsl:template>

  <xsl:template match="iommu" mode="row">
    <xsl:variable name="macro" select="concat('DRHD', @index, '_')"/>
    <xsl:value-of select="concat('&#9;{&#10;',
                          '&#9;&#9;.dev_cnt = ', $macro, 'DEV_CNT,&#10;',
                          '&#9;&#9;.segment = ', $macro, 'SEGMENT,&#10;',
                          '&#9;&#9;.flags = ', $macro, 'FLAGS,&#10;',
                          '&#9;&#9;.reg_base_addr = ', $macro, 'REG_BASE,&#10;',
                          '&#9;&#9;.ignore = ', $macro, 'IGNORE,&#10;',
                          '&#9;&#9;.devices = drhd', @index, '_dev_scope,&#10;',
                          '&#9;},&#10;')"/>
  </xsl:template>

  <!-- Caches: without one that can be divided RDT_ENABLED is an error -->

  <xsl:template name="caches">
    <xsl:text>
#ifdef CONFIG_RDT_ENABLED
</xsl:text>
    <xsl:apply-templates select="cache" mode="masks"/>
    <xsl:if test="not(cache[@level='2'])">
      <xsl:text>union clos_config platform_l2_clos_array[MAX_CACHE_CLOS_NUM_ENTRIES];
</xsl:text>
    </xsl:if>
    <xsl:if test="not(cache[@level='3'])">
      <xsl:text>union clos_config platform_l3_clos_array[MAX_CACHE_CLOS_NUM_ENTRIES];
</xsl:text>
    </xsl:if>
    <xsl:text>union clos_config platform_mba_clos_array[MAX_MBA_CLOS_NUM_ENTRIES];
</xsl:text>
    <xsl:call-template name="cache-level">
      <xsl:with-param name="level">2</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="cache-level">
      <xsl:with-param name="level">3</xsl:with-param>
    </xsl:call-template>
    <xsl:text>
struct rdt_type res_cap_info[RDT_NUM_RESOURCES] = {
</xsl:text>
    <xsl:call-template name="resource">
      <xsl:with-param name="level">2</xsl:with-param>
    </xsl:call-template>
    <xsl:call-template name="resource">
      <xsl:with-param name="level">3</xsl:with-param>
    </xsl:call-template>
    <xsl:text>};
#endif /* CONFIG_RDT_ENABLED */
</xsl:text>
  </xsl:template>

  <xsl:template match="cache" mode="masks">
    <xsl:value-of select="concat('union clos_config platform_l', @level, '_clos_array_', @id, '[',
                          @clos-count, '] = {&#10;')"/>
    <xsl:apply-templates select="mask"/>
    <xsl:text>};
</xsl:text>
  </xsl:template>

  <xsl:template match="mask">
    <xsl:value-of select="concat('&#9;{ .clos_mask = ', @value, ' },&#10;')"/>
  </xsl:template>

  <xsl:template name="cache-level">
    <xsl:param name="level"/>
    <xsl:variable name="caches" select="cache[@level=$level]"/>
    <xsl:if test="$caches">
      <xsl:value-of select="concat('&#10;struct rdt_ins rdt_ins_l', $level, '[', count($caches), '] = {&#10;')"/>
      <xsl:apply-templates select="$caches" mode="row"/>
      <xsl:text>};
</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template match="cache" mode="row">
    <xsl:value-of select="concat('&#9;{&#10;',
                          '&#9;&#9;.res.cache = {&#10;',
                          '&#9;&#9;&#9;.bitmask = ', @full-mask, ',&#10;',
                          '&#9;&#9;&#9;.cbm_len = ', @mask-length, ',&#10;',
                          '&#9;&#9;&#9;.is_cdp_enabled = ')"/>
    <xsl:choose>
      <xsl:when test="../settings/@cdp='y'">true</xsl:when>
      <xsl:otherwise>false</xsl:otherwise>
    </xsl:choose>
    <xsl:value-of select="concat(',&#10;',
                          '&#9;&#9;},&#10;',
                          '&#9;&#9;.num_closids = ', @clos-count, ',&#10;',
                          '&#9;&#9;.num_clos_config = ', @mask-count, ',&#10;',
                          '&#9;&#9;.clos_config_array = platform_l', @level, '_clos_array_', @id, ',&#10;',
                          '&#9;&#9;.cpu_mask = ', @cpu-mask, ',&#10;',
                          '&#9;},&#10;')"/>
  </xsl:template>

  <xsl:template name="resource">
    <xsl:param name="level"/>
    <xsl:variable name="caches" select="cache[@level=$level]"/>
    <xsl:if test="$caches">
      <xsl:value-of select="concat('&#9;{&#10;',
                            '&#9;&#9;.res_id = RDT_RESID_L', $level, ',&#10;',
                            '&#9;&#9;.msr_qos_cfg = MSR_IA32_L', $level, '_QOS_CFG,&#10;',
                            '&#9;&#9;.msr_base = MSR_IA32_L', $level, '_MASK_BASE,&#10;',
                            '&#9;&#9;.num_ins = ', count($caches), ',&#10;',
                            '&#9;&#9;.ins_array = rdt_ins_l', $level, ',&#10;',
                            '&#9;},&#10;')"/>
    </xsl:if>
  </xsl:template>

  <!-- Idle states and speeds; without the CPUs' brand there is nothing that they could be for -->

  <xsl:template name="cpu-states">
    <xsl:apply-templates select="platform/cpu-states"/>
    <xsl:if test="not(platform/cpu-states)">
      <xsl:text>
const struct cpu_state_table board_cpu_state_tbl;
</xsl:text>
    </xsl:if>
  </xsl:template>

  <xsl:template match="cpu-states">
    <xsl:value-of select="concat('&#10;static const struct acrn_cstate_data board_cpu_cx[', cx/@count, ']')"/>
    <xsl:apply-templates select="cx"/>
    <xsl:value-of select="concat('&#10;static const struct acrn_pstate_data board_cpu_px[', px/@count, ']')"/>
    <xsl:apply-templates select="px"/>
    <xsl:value-of select="concat('&#10;const struct cpu_state_table board_cpu_state_tbl = {&#10;&#9;',
                          e:c-string(@brand), ',&#10;')"/>
    <xsl:text>	{
		(uint8_t)ARRAY_SIZE(board_cpu_px), board_cpu_px,
		(uint8_t)ARRAY_SIZE(board_cpu_cx), board_cpu_cx,
	},
};
</xsl:text>
  </xsl:template>

  <xsl:template match="cx|px">
    <xsl:if test="row">
      <xsl:text> = {
</xsl:text>
      <xsl:apply-templates select="row"/>
      <xsl:text>}</xsl:text>
    </xsl:if>
    <xsl:text>;
</xsl:text>
  </xsl:template>

  <xsl:template match="row">
    <xsl:value-of select="concat('&#9;', @value, ',&#10;')"/>
  </xsl:template>

  <!-- PCI devices -->

  <xsl:template name="hidden-devices">
    <xsl:text>
const union pci_bdf plat_hidden_pdevs[MAX_HIDDEN_PDEVS_NUM]</xsl:text>
    <xsl:if test="platform/hidden-device">
      <xsl:text> = {
</xsl:text>
      <xsl:apply-templates select="platform/hidden-device"/>
      <xsl:text>}</xsl:text>
    </xsl:if>
    <xsl:text>;
</xsl:text>
  </xsl:template>

  <xsl:template match="hidden-device">
    <xsl:value-of select="concat('&#9;{&#10;',
                          '&#9;&#9;.bits.b = ', e:hex(@bus), ',&#10;',
                          '&#9;&#9;.bits.d = ', e:hex(@device), ',&#10;',
                          '&#9;&#9;.bits.f = ', e:hex(@function), ',&#10;',
                          '&#9;},&#10;')"/>
  </xsl:template>

  <xsl:template name="vmsix-devices">
    <xsl:text>
const struct vmsix_on_msi_info vmsix_on_msi_devs[MAX_VMSIX_ON_MSI_PDEVS_NUM]</xsl:text>
    <xsl:if test="vmsix">
      <xsl:text> = {
</xsl:text>
      <xsl:apply-templates select="vmsix"/>
      <xsl:text>}</xsl:text>
    </xsl:if>
    <xsl:text>;
</xsl:text>
  </xsl:template>

  <!-- @bdf is 00:1f.0, always in this form. -->
  <xsl:template match="vmsix">
    <xsl:value-of select="concat('&#9;{ .bdf.bits = { .b = 0x', substring(@bdf, 1, 2),
                          'U, .d = 0x', substring(@bdf, 4, 2),
                          'U, .f = 0x', substring(@bdf, 7, 1), 'U } },&#10;')"/>
  </xsl:template>

  <!-- Frequency limits -->

  <xsl:template name="cpu-limits">
    <xsl:text>
struct acrn_cpufreq_limits cpufreq_limits[MAX_PCPU_NUM] = {
</xsl:text>
    <xsl:apply-templates select="cpu-limits"/>
    <xsl:text>};
</xsl:text>
  </xsl:template>

  <xsl:template match="cpu-limits">
    <xsl:value-of select="concat('&#9;{&#10;',
                          '&#9;&#9;.guaranteed_hwp_lvl = ', @guaranteed-level, ',&#10;',
                          '&#9;&#9;.highest_hwp_lvl = ', @highest-level, ',&#10;',
                          '&#9;&#9;.lowest_hwp_lvl = ', @lowest-level, ',&#10;',
                          '&#9;&#9;.nominal_pstate = ', @nominal-pstate, ',&#10;',
                          '&#9;&#9;.performance_pstate = ', @highest-pstate, ',&#10;',
                          '&#9;},&#10;')"/>
  </xsl:template>
</xsl:stylesheet>
