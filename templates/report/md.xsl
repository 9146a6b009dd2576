<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause
     report/md.xsl: the report in the Markdown of GitHub and GitLab, for merge requests and summaries of CI jobs.

     It is shorter than the page, which has the slots and addresses, too: a summary may have 1 MiB. Names and other
     texts of the user's are code, so that nothing in them is a link or a mark. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:e="urn:acrn-cfg:emit">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:key name="use" match="use[@kind != 'none']" use="@cpu"/>
  <xsl:variable name="most-rows" select="100"/>
  <xsl:variable name="most-peers" select="8"/>
  <xsl:variable name="most-messages" select="20"/>
  <xsl:variable name="most-notes" select="3"/>
  <xsl:variable name="newline" select="'&#10;'"/>

  <xsl:template match="/report">
    <xsl:value-of select="concat('## Scenario ', e:md-code(@title), ': ')"/>
    <xsl:choose>
      <xsl:when test="@invalid = 'y'">❌ invalid, </xsl:when>
      <xsl:when test="@errors != 0">❌ </xsl:when>
      <xsl:when test="@warnings != 0">⚠️ </xsl:when>
      <xsl:otherwise>✅ </xsl:otherwise>
    </xsl:choose>
    <xsl:value-of select="concat(@summary, $newline, $newline)"/>
    <xsl:if test="@board">board <xsl:value-of select="e:md-code(@board)"/>, </xsl:if>
    <xsl:value-of select="concat('ACRN ', e:md-code(@release))"/>
    <xsl:if test="@target = 'lab'">, in the lab</xsl:if>
    <xsl:if test="@hypervisor = 'y'">, with the hypervisor’s configuration</xsl:if>
    <xsl:if test="@hardening">, hardening: <xsl:value-of select="e:md-text(@hardening)"/></xsl:if>
    <xsl:value-of select="concat('; VMs: ', vms/@count, ', shared regions: ', regions/@count, ', vUART connections: ', connections/@count, $newline)"/>
    <xsl:apply-templates select="picture/mermaid | messages | vms | regions | connections | cpus | memory | budget | audit | outputs"/>
    <xsl:value-of select="concat($newline, '&lt;sub>Made by acrn-cfg ', e:md-text(@version), ' from:')"/>
    <xsl:for-each select="input"><xsl:value-of select="concat(' ', e:md-code(@path))"/></xsl:for-each>
    <xsl:value-of select="concat('&lt;/sub>', $newline)"/>
  </xsl:template>

  <!-- What sections are made of -->

  <xsl:template name="heading">
    <xsl:param name="text"/>
    <xsl:value-of select="concat($newline, '### ', $text, $newline)"/>
    <xsl:apply-templates select="@reason | @note"/>
  </xsl:template>

  <!-- Why a part is missing, or what is to be known of it. -->
  <xsl:template match="@reason | @note | @omitted">
    <xsl:value-of select="concat($newline, '> ', e:md-text(.), $newline)"/>
  </xsl:template>

  <!-- A table, if there are rows: a row has the cells that its template in the mode "row" makes, each with the bar before it.
       The names of columns are separated by bars; one that begins with # is of numbers. -->
  <xsl:template name="table">
    <xsl:param name="columns"/>
    <xsl:param name="rows"/>
    <xsl:if test="$rows">
      <xsl:value-of select="concat($newline, '| ', translate($columns, '#', ''), ' |', $newline)"/>
      <xsl:call-template name="rule"><xsl:with-param name="columns" select="concat($columns, ' | ')"/></xsl:call-template>
      <xsl:for-each select="$rows[position() &lt;= $most-rows]">
        <xsl:apply-templates select="." mode="row"/>
        <xsl:value-of select="concat(' |', $newline)"/>
      </xsl:for-each>
      <xsl:call-template name="more">
        <xsl:with-param name="count" select="count($rows)"/>
        <xsl:with-param name="most" select="$most-rows"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- The line between the names of columns and the rows. -->
  <xsl:template name="rule">
    <xsl:param name="columns"/>
    <xsl:choose>
      <xsl:when test="$columns = ''"><xsl:value-of select="concat('|', $newline)"/></xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="concat('| ---', substring(':', 1, number(starts-with($columns, '#'))), ' ')"/>
        <xsl:call-template name="rule"><xsl:with-param name="columns" select="substring-after($columns, ' | ')"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="more">
    <xsl:param name="count"/>
    <xsl:param name="most"/>
    <xsl:if test="$count > $most">
      <xsl:value-of select="concat($newline, '… and ', $count - $most, ' more, which the page has (`--format html`)', $newline)"/>
    </xsl:if>
  </xsl:template>

  <!-- The VM of a peer or of an end, and the address there. -->
  <xsl:template match="peer | end">
    <xsl:value-of select="e:md-code(@vm)"/>
    <xsl:if test="@address"><xsl:value-of select="concat(' ', e:md-text(@address))"/></xsl:if>
  </xsl:template>

  <!-- The picture, if Mermaid draws one of that size: by default it refuses more than 50,000 characters, or 500 lines. -->
  <xsl:template match="mermaid">
    <xsl:if test="string-length(.) &lt; 50000 and count(/report/regions/region/peer | /report/connections/connection/end) &lt; 500">
      <xsl:value-of select="concat($newline, e:md-fence(.), 'mermaid', $newline, ., e:md-fence(.), $newline)"/>
    </xsl:if>
  </xsl:template>

  <!-- Messages: as check prints them, in blocks of code -->

  <xsl:template match="messages">
    <xsl:if test="message or @omitted">
      <xsl:call-template name="heading"><xsl:with-param name="text">Messages</xsl:with-param></xsl:call-template>
      <xsl:apply-templates select="message[position() &lt;= $most-messages]"/>
      <xsl:call-template name="more">
        <xsl:with-param name="count" select="count(message)"/>
        <xsl:with-param name="most" select="$most-messages"/>
      </xsl:call-template>
      <xsl:apply-templates select="@omitted"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="message">
    <xsl:variable name="lines">
      <xsl:call-template name="place"/>
      <xsl:value-of select="concat(@level, ': ', @text, ' [', @slug, ']', $newline)"/>
      <xsl:apply-templates select="excerpt"/>
      <xsl:if test="@help"><xsl:value-of select="concat('help: ', @help, $newline)"/></xsl:if>
      <xsl:apply-templates select="note[position() &lt;= $most-notes]"/>
      <xsl:if test="count(note) > $most-notes"><xsl:value-of select="concat('… and ', count(note) - $most-notes, ' more notes', $newline)"/></xsl:if>
    </xsl:variable>
    <xsl:variable name="fence" select="e:md-fence($lines)"/>
    <xsl:value-of select="concat($newline, translate(substring(@level, 1, 1), 'ew', '❌⚠'), ' **', @level, '** `', @slug, '`', $newline)"/>
    <xsl:value-of select="concat($newline, $fence, 'text', $newline, e:md-lines($lines), $fence, $newline)"/>
  </xsl:template>

  <xsl:template name="place">
    <xsl:if test="@place"><xsl:value-of select="concat(@place, ': ')"/></xsl:if>
  </xsl:template>

  <xsl:template match="note">
    <xsl:call-template name="place"/>
    <xsl:value-of select="concat('note: ', @text, $newline)"/>
    <xsl:apply-templates select="excerpt"/>
  </xsl:template>

  <xsl:template match="excerpt">
    <xsl:variable name="margin" select="substring('      ', string-length(@line) + 1)"/>
    <xsl:value-of select="concat($margin, @line, ' | ', @before, @marked, @after, $newline)"/>
    <xsl:value-of select="concat($margin, translate(@line, '0123456789', '          '), ' | ', @pointer, $newline)"/>
  </xsl:template>

  <!-- Tables -->

  <xsl:template match="vms">
    <xsl:call-template name="heading"><xsl:with-param name="text">VMs</xsl:with-param></xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="columns">Name | #ID | Kind | CPUs | Memory | #Free slots</xsl:with-param>
      <xsl:with-param name="rows" select="vm"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="vms/vm" mode="row">
    <xsl:value-of select="concat('| ', e:md-code(@name), ' | ', @id, ' | ', e:md-text(@kind), ' | ', e:md-text(@cpus), ' | ', e:md-text(@memory))"/>
    <xsl:value-of select="concat(' | ', slots/@free)"/>
  </xsl:template>

  <xsl:template match="regions">
    <xsl:if test="region">
      <xsl:call-template name="heading"><xsl:with-param name="text">Shared regions</xsl:with-param></xsl:call-template>
      <xsl:call-template name="table">
        <xsl:with-param name="columns">Name | Land | #Size | ID | Doorbell | Peers</xsl:with-param>
        <xsl:with-param name="rows" select="region"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="region" mode="row">
    <xsl:value-of select="concat('| ', e:md-code(@name), ' | ', @land, ' | ', e:md-text(@size), ' | ', @id, ' | ', e:md-text(@doorbell), ' | ')"/>
    <xsl:for-each select="peer[position() &lt;= $most-peers]">
      <xsl:if test="position() > 1">, </xsl:if>
      <xsl:apply-templates select="."/>
    </xsl:for-each>
    <xsl:if test="count(peer) > $most-peers"><xsl:value-of select="concat(', and ', count(peer) - $most-peers, ' more')"/></xsl:if>
  </xsl:template>

  <xsl:template match="connections">
    <xsl:if test="connection">
      <xsl:call-template name="heading"><xsl:with-param name="text">vUART connections</xsl:with-param></xsl:call-template>
      <xsl:call-template name="table">
        <xsl:with-param name="columns">Name | Kind | One end | Other end</xsl:with-param>
        <xsl:with-param name="rows" select="connection"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template match="connection" mode="row">
    <xsl:value-of select="concat('| ', e:md-code(@name), ' | ', @kind)"/>
    <xsl:for-each select="end"> | <xsl:apply-templates select="."/></xsl:for-each>
  </xsl:template>

  <!-- By VM and not as a map, for which comments are too narrow. -->
  <xsl:template match="cpus">
    <xsl:call-template name="heading"><xsl:with-param name="text">CPUs</xsl:with-param></xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="columns">CPU | #VMs | Which</xsl:with-param>
      <xsl:with-param name="rows" select="cpu[@vms != 0]"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="cpu" mode="row">
    <xsl:variable name="uses" select="key('use', @id)"/>
    <xsl:value-of select="concat('| ', @id, substring(' ', 1, count(@core)), @core, ' | ', @vms, ' | ')"/>
    <xsl:for-each select="$uses[position() &lt;= $most-peers]">
      <xsl:if test="position() > 1">, </xsl:if>
      <xsl:value-of select="concat(e:md-code(../@name), ' ', e:md-text(@what))"/>
    </xsl:for-each>
    <xsl:if test="count($uses) > $most-peers"><xsl:value-of select="concat(', and ', count($uses) - $most-peers, ' more')"/></xsl:if>
  </xsl:template>

  <xsl:template match="memory">
    <xsl:call-template name="heading"><xsl:with-param name="text">Memory</xsl:with-param></xsl:call-template>
    <xsl:if test="@over"><xsl:value-of select="concat($newline, '❌ ', e:md-text(@over), ' more than there is', $newline)"/></xsl:if>
    <xsl:call-template name="table">
      <xsl:with-param name="columns">Who | #Size | #Share</xsl:with-param>
      <xsl:with-param name="rows" select="amounts/amount"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="amount" mode="row">
    <xsl:value-of select="concat('| ', e:md-code(@what), ' | ', e:md-text(@size), ' | ', @percent, substring(' %', 1, 2 * count(@percent)))"/>
  </xsl:template>

  <xsl:template match="budget">
    <xsl:call-template name="heading"><xsl:with-param name="text">Budget</xsl:with-param></xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="columns">What | #Used | #Limit | #Free | #Share</xsl:with-param>
      <xsl:with-param name="rows" select="item"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="item" mode="row">
    <xsl:value-of select="concat('| ', e:md-text(@what), ' | ', e:md-text(@used), ' | ', e:md-text(@total), ' | ', e:md-text(@free), ' | ')"/>
    <xsl:if test="@percent > 100">❌ </xsl:if>
    <xsl:value-of select="concat(@percent, substring(' %', 1, 2 * count(@percent)))"/>
  </xsl:template>

  <xsl:template match="audit">
    <xsl:call-template name="heading"><xsl:with-param name="text">Audit</xsl:with-param></xsl:call-template>
    <xsl:call-template name="table">
      <xsl:with-param name="columns">What | #Score (0.0 is good) | In a word</xsl:with-param>
      <xsl:with-param name="rows" select="subject"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="subject" mode="row">
    <xsl:value-of select="concat('| ', e:md-code(@what), ' | ', @score, ' | ', @word)"/>
  </xsl:template>

  <xsl:template match="outputs">
    <xsl:call-template name="heading"><xsl:with-param name="text">Files that <xsl:text/>`acrn-cfg gen` writes</xsl:with-param></xsl:call-template>
    <xsl:if test="output">
      <xsl:value-of select="concat($newline, '&lt;details>&lt;summary>', @count, ' files&lt;/summary>', $newline)"/>
      <xsl:call-template name="table">
        <xsl:with-param name="columns">File | #Bytes | SHA-256</xsl:with-param>
        <xsl:with-param name="rows" select="output"/>
      </xsl:call-template>
      <xsl:value-of select="concat($newline, '&lt;/details>', $newline)"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="output" mode="row">
    <xsl:value-of select="concat('| ', e:md-code(@path), ' | ', @bytes, ' | `', @sha256, '`')"/>
  </xsl:template>
</xsl:stylesheet>
