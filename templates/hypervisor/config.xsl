<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     config.xsl: config.mk for ACRN's makefiles, and config.h with the same for C: the plan has the
     list, with each value in the form of config.mk. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:e="urn:acrn-cfg:emit" exclude-result-prefixes="e">

  <xsl:template match="/plan">
    <files>
      <xsl:apply-templates select="hypervisor/config-mk"/>
    </files>
  </xsl:template>

  <xsl:template match="config-mk">
    <file path="hypervisor/configs/config.mk" mode="plain" time="common">
      <xsl:apply-templates mode="make"/>
    </file>
    <file path="hypervisor/include/config.h" mode="plain" time="common">
      <xsl:text>#ifndef CONFIG_H
#define CONFIG_H

</xsl:text>
      <xsl:apply-templates mode="c"/>
      <xsl:text>
#endif /* CONFIG_H */
</xsl:text>
    </file>
  </xsl:template>

  <xsl:template match="number|string|flag[@value]" mode="make">
    <xsl:value-of select="concat(@name, '=', @value, '&#10;')"/>
  </xsl:template>

  <xsl:template match="flag" mode="make">
    <xsl:value-of select="concat('# ', @name, ' is not set&#10;')"/>
  </xsl:template>

  <xsl:template match="number" mode="c">
    <xsl:value-of select="concat('#define ', @name, ' ', @value, 'U&#10;')"/>
  </xsl:template>

  <xsl:template match="string" mode="c">
    <xsl:value-of select="concat('#define ', @name, ' ', e:c-string(@value), '&#10;')"/>
  </xsl:template>

  <xsl:template match="flag[@value='y']" mode="c">
    <xsl:value-of select="concat('#define ', @name, ' 1&#10;')"/>
  </xsl:template>

  <xsl:template match="flag" mode="c"/>
</xsl:stylesheet>
