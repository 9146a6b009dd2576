<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     platform_acpi_info.h.xsl: what the firmware's ACPI tables say, for a hypervisor that does not read
     them itself, and for what it needs before it does. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template match="/plan">
    <files>
      <xsl:apply-templates select="hypervisor/platform"/>
    </files>
  </xsl:template>

  <xsl:template match="platform">
    <file path="hypervisor/configs/boards/platform_acpi_info.h" mode="plain">
      <xsl:text>#ifndef PLATFORM_ACPI_INFO_H
#define PLATFORM_ACPI_INFO_H
</xsl:text>
      <xsl:apply-templates select="acpi"/>
      <xsl:text>
#endif /* PLATFORM_ACPI_INFO_H */
</xsl:text>
    </file>
  </xsl:template>

  <xsl:template match="acpi">
    <xsl:value-of select="concat('&#10;/* ', translate(@part, '-', ' '), ' */&#10;')"/>
    <xsl:apply-templates select="macro"/>
  </xsl:template>

  <xsl:template match="macro">
    <xsl:if test="@override='y'">
      <xsl:value-of select="concat('#undef ', @name, '&#10;')"/>
    </xsl:if>
    <xsl:value-of select="concat('#define ', @name, ' ', @value, '&#10;')"/>
  </xsl:template>
</xsl:stylesheet>
