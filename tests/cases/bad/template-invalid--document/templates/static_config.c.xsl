<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="/">
    <files>
      <file path="a" mode="plain">
        <xsl:value-of select="document('/etc/hostname')"/>
      </file>
    </files>
  </xsl:template>
</xsl:stylesheet>
