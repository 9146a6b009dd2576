<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     static_config.h.xsl: for the lab, the ABI header beside the table, which compiles in its directory. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:e="urn:acrn-cfg:emit" exclude-result-prefixes="e">

  <xsl:template match="/">
    <files>
      <xsl:if test="plan/@target='lab'">
        <file path="config/static_config.h" mode="plain">
          <xsl:value-of select="e:embedded('schema/static_config.h')"/>
        </file>
      </xsl:if>
    </files>
  </xsl:template>
</xsl:stylesheet>
