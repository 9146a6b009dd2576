// SPDX-License-Identifier: BSD-3-Clause
// pages.js CHROMIUM OUTDIR FILE...: opens files in a headless Chromium as users do, and fails where one of them
// - is an error or a warning of the console, such as of what the security policy blocks, or asks for anything else than itself,
// - does not show a text of the file NAME.names beside it, a line each,
// - has a link to something that is not in it,
// - is wider than its window (pages; pictures may be),
// - has a serious finding of axe-core, in light or in dark (pages).
// Screenshots of all and A4 sheets of pages are kept in OUTDIR.
'use strict';
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const puppeteer = require('puppeteer-core');
const axe = require('axe-core');

const [chromium, output, ...files] = process.argv.slice(2);
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
let failures = 0;

function fail(file, what) {
	console.log(`FAIL ${path.basename(file)}: ${what}`);
	failures++;
}

// Texts as a reader has them: one blank wherever there is white space.
const squeeze = (text) => text.replace(/\s+/g, ' ').trim();

// A picture has the beginning of a long name in a box, and all of it in the tooltip.
function checkNames(file, visible, whole) {
	const names = fs.readFileSync(file.replace(/\.\w+$/, '.names'), 'utf8').split('\n').filter(Boolean).map(squeeze);

	for (const name of names)
		if (!squeeze(whole).includes(name) || !squeeze(visible).includes(name.slice(0, 6)))
			fail(file, `does not show '${name.slice(0, 80)}'`);
	return names.length;
}

async function open(browser, file) {
	const page = await browser.newPage();
	const url = pathToFileURL(file).href;

	page.on('console', (message) => {
		if (['error', 'warn', 'warning'].includes(message.type()))
			fail(file, `console: ${message.text()}`);
	});
	page.on('pageerror', (error) => fail(file, `error: ${error.message}`));
	page.on('request', (request) => {
		if (request.url() !== url)
			fail(file, `request for ${request.url().slice(0, 200)}`);
	});
	await page.goto(url, { waitUntil: 'load' });
	return page;
}

// The policy of the page does not allow axe-core; the protocol's own world is not subject to it.
async function checkAccess(page, file, scheme) {
	const client = await page.createCDPSession();
	const { frameTree } = await client.send('Page.getFrameTree');
	const { executionContextId } = await client.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
	const evaluate = async (expression) => {
		const { result, exceptionDetails } = await client.send('Runtime.evaluate', {
			expression, contextId: executionContextId, awaitPromise: true, returnByValue: true,
		});

		if (exceptionDetails)
			throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
		return result.value;
	};

	await evaluate(axe.source + ';0');
	const found = await evaluate(`axe.run(document, { resultTypes: ['violations', 'incomplete'] }).then((all) => ({
		passes: all.passes.length,
		violations: all.violations.map((one) => ({
			id: one.id, impact: one.impact, help: one.help, first: one.nodes[0].html.slice(0, 160),
			why: one.nodes[0].failureSummary, count: one.nodes.length })) }))`);
	if (found.passes < 10)
		fail(file, `axe-core has checked too little: ${found.passes} rules`);
	for (const one of found.violations) {
		const text = `${scheme}: ${one.impact}: ${one.id} (${one.count}): ${one.help}: ${one.first} ${one.why}`;

		if (['serious', 'critical'].includes(one.impact))
			fail(file, text);
		else
			console.log(`NOTE ${path.basename(file)}: ${text}`);
	}
}

// A picture is as large as it is.
async function sizeOf(page, size, isPage) {
	return isPage ? SIZES[size] : page.evaluate(() => {
		const box = document.documentElement.getBoundingClientRect();

		return { width: Math.ceil(box.width), height: Math.ceil(box.height) };
	});
}

async function checkWidth(page, file) {
	const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);

	if (content > window)
		fail(file, `is ${content} pixels wide in a window of ${window}`);
}

async function checkLinks(page, file) {
	const broken = await page.evaluate(() => [...document.querySelectorAll('a[href]')]
		.map((link) => link.getAttribute('href'))
		.filter((href) => !href.startsWith('#') || !document.getElementById(decodeURIComponent(href.slice(1)))));

	if (broken.length > 0)
		fail(file, `has a link to ${broken[0].slice(0, 80)}`);
}

async function checkTexts(page, file, isPage) {
	const visible = await page.evaluate(() => document.body?.innerText ??
		[...document.querySelectorAll('text')].map((one) => one.textContent).join('\n'));
	const whole = isPage ? visible : await page.evaluate(() => document.documentElement.textContent);

	if (checkNames(file, visible, whole) === 0)
		fail(file, 'there are no names to look for');
}

async function look(browser, file) {
	const page = await open(browser, file);
	const isPage = file.endsWith('.html');

	await checkTexts(page, file, isPage);
	await checkLinks(page, file);
	for (const scheme of ['light', 'dark']) {
		await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
		for (const size of isPage ? ['narrow', 'wide'] : ['wide']) {
			await page.setViewport(await sizeOf(page, size, isPage));
			if (isPage)
				await checkWidth(page, file);
			await page.screenshot({ path: path.join(output, `${path.basename(file)}-${scheme}-${size}.png`), fullPage: isPage });
		}
		if (isPage)
			await checkAccess(page, file, scheme);
	}
	await page.emulateMediaFeatures([]);
	if (isPage)
		await page.pdf({ path: path.join(output, `${path.basename(file)}.pdf`), preferCSSPageSize: true });
	await page.close();
	console.log(`looked at ${path.basename(file)}`);
}

async function main() {
	const browser = await puppeteer.launch({
		executablePath: chromium, args: ['--no-sandbox', '--force-color-profile=srgb'], protocolTimeout: 300000,
	});

	for (const file of files)
		await look(browser, file);
	await browser.close();
	process.exit(failures > 0 ? 1 : 0);
}

main().catch((error) => {
	console.log(`FAIL: ${error.stack}`);
	process.exit(1);
});
