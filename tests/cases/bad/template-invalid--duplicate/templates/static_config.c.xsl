<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="/">
    <files>
      <file path="config/ivshmem_cfg.h" mode="plain"/>
    </files>
  </xsl:template>
</xsl:stylesheet>
