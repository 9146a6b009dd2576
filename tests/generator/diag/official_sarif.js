// SPDX-License-Identifier: BSD-3-Clause
// official_sarif.js FILE...: whether each file is valid by the schema of SARIF 2.1.0; prints what is wrong.
"use strict";

const fs = require("fs");
const path = require("path");
const Ajv = require("ajv");

const schemas = path.join(path.dirname(require.resolve("@microsoft/jest-sarif/package.json")), "lib/schemas");
const ajv = new Ajv({ schemaId: "auto", meta: false, unknownFormats: "ignore", allErrors: true });

ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const validate = ajv.compile(JSON.parse(fs.readFileSync(path.join(schemas, "sarif-2.1.0-rtm.5.json"), "utf-8")));

for (const file of process.argv.slice(2)) {
	if (validate(JSON.parse(fs.readFileSync(file, "utf-8"))))
		continue;
	process.exitCode = 1;
	for (const error of validate.errors)
		console.log(`${file}: ${error.dataPath} ${error.message}`);
}
