// SPDX-License-Identifier: BSD-3-Clause
// official_mermaid.mjs MODULES FILE...: parses flowcharts with Mermaid itself, and writes the nodes and links that it
// has found to FILE.parsed, in JSON.
import fs from 'fs';
import { createRequire } from 'module';
import { pathToFileURL } from 'url';

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const { JSDOM } = require('jsdom');
globalThis.window = new JSDOM('').window;
globalThis.document = window.document;
const { default: mermaid } = await import(pathToFileURL(`${modules}/mermaid/dist/mermaid.core.mjs`));

// Mermaid puts marks in the place of entities until it has drawn the text.
const shown = (text) => text.replace(/ﬂ°°(\d+)¶ß/g, (_, number) => String.fromCodePoint(number)).split(/<br ?\/?>/);

for (const file of files) {
	const text = fs.readFileSync(file, 'utf8');

	try {
		await mermaid.parse(text);
		const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
		const nodes = Object.fromEntries([...db.getVertices()].map(([id, node]) => [id, shown(node.text)]));
		const links = db.getEdges().map((edge) => [edge.start, edge.end, edge.text ? shown(edge.text) : []]);

		fs.writeFileSync(`${file}.parsed`, JSON.stringify({ nodes, links }));
	} catch (error) {
		console.log(`${file}: ${error.message}`);
		process.exitCode = 1;
	}
}
