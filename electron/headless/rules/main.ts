/** `npm run rules:test -- FILE...`: checks rule files and configurations, plays rule unit tests; fails when one of them does. */
import { testRules } from "./testRules.ts";

const usage = `Usage: npm run rules:test -- FILE...

Checks Prometheus rule files as promtool check rules does and Alertmanager
configurations as amtool check-config does, and plays rule unit tests (promtool
test rules) over the console's own engine.
`;

async function run(files: readonly string[]): Promise<number> {
  let failed = 0;
  for (const file of files) {
    const { ok, lines } = await testRules(file);
    const [first = "", ...rest] = lines;
    process.stdout.write(`${ok ? "ok  " : "FAIL"} ${file}: ${[first, ...rest].join("\n  ")}\n`);
    if (!ok) failed += 1;
  }
  return failed === 0 ? 0 : 1;
}

const files = process.argv.slice(2);
if (files.length === 0 || files.includes("--help")) {
  process.stdout.write(usage);
  process.exitCode = files.length === 0 ? 2 : 0;
} else {
  void run(files).then((code) => {
    process.exitCode = code;
  });
}
