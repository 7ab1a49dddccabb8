import { globSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { counted } from "../../../shared/base/counted.ts";
import { errorText } from "../../../shared/base/errors.ts";
import { parseAlertmanagerFile } from "../../../shared/domain/alerts/routing/parseAlertmanagerFile.ts";
import { lintRules } from "../../../shared/domain/alerts/rules/lintRules.ts";
import { parseRuleFile } from "../../../shared/domain/alerts/rules/parseRuleFile.ts";
import type { RuleGroup } from "../../../shared/domain/alerts/rules/ruleFile.ts";
import { type RuleTestFile, ruleTestFile } from "../../../shared/domain/alerts/ruleTests/ruleTestFile.ts";
import { runRuleTest } from "../../../shared/domain/alerts/ruleTests/runRuleTest.ts";
import type { WorkspaceProblem } from "../../../shared/domain/workspace/model.ts";
import { readYaml } from "../../../shared/domain/yaml/readYaml.ts";
import { fileErrorCode } from "../../services/store/fileErrors.ts";

export interface FileVerdict {
  readonly file: string;
  readonly ok: boolean;
  /** What it is and how it went, and what is wrong, a line each. */
  readonly lines: readonly string[];
}

/** Checks a rule file or an Alertmanager configuration, or plays the tests of a rule test file. Never throws: what cannot be read is a verdict. */
export async function testRules(file: string): Promise<FileVerdict> {
  const text = readText(file);
  if ("failure" in text) return { file, ok: false, lines: [text.failure] };
  if (isTestFile(text.content)) return playTests(file, text.content);
  return isRouting(text.content) ? checkRouting(file, text.content) : checkRules(file, text.content);
}

/** A test file is told by its keys, whatever its name. */
function isTestFile(text: string): boolean {
  return /^(?:tests|rule_files|evaluation_interval):/m.test(text);
}

/** An Alertmanager's configuration, or the Secret that holds one. */
function isRouting(text: string): boolean {
  return /^(?:route:|kind:\s*["']?Secret\b)/m.test(text);
}

function checkRouting(file: string, text: string): FileVerdict {
  const { config, problems } = parseAlertmanagerFile(text, file);
  const lines = config ? [counted(config.receivers.length, "receiver")] : problems.map(problemLine);
  return { file, ok: config !== null, lines };
}

function checkRules(file: string, text: string): FileVerdict {
  const { groups, problems } = parseRuleFile(text, file);
  if (!groups) return { file, ok: false, lines: problems.map(problemLine) };
  const count = groups.reduce((sum, { rules }) => sum + rules.length, 0);
  return {
    file,
    ok: true,
    lines: [counted(count, "rule"), ...lintRules(groups).map((doubt) => `doubt: ${problemLine(doubt)}`)],
  };
}

async function playTests(file: string, text: string): Promise<FileVerdict> {
  const yaml = readYaml(text, ruleTestFile, { file, scalars: "text" });
  if (yaml.kind === "invalid") return { file, ok: false, lines: yaml.problems.map(problemLine) };
  const loaded = loadGroups(file, yaml.value);
  if ("problems" in loaded) return { file, ok: false, lines: loaded.problems };
  const failures: string[] = [];
  for (const [i, test] of yaml.value.tests.entries()) {
    const name = test.name === "" ? `test ${i + 1}` : `test ${i + 1}, ${test.name}`;
    const found = await runRuleTest(test, loaded.groups, yaml.value.evaluation_interval);
    failures.push(...found.map((failure) => `${name}: ${failure}`));
  }
  const lines = [counted(yaml.value.tests.length, "test"), ...failures];
  return { file, ok: failures.length === 0, lines };
}

/** The groups of its rule files, found beside it, in the order it asks for. */
function loadGroups(
  file: string,
  { rule_files: patterns, group_eval_order: order }: RuleTestFile,
): { readonly groups: readonly RuleGroup[] } | { readonly problems: readonly string[] } {
  const files = patterns.flatMap((pattern) => globSync(resolve(dirname(file), pattern)).sort());
  const problems: string[] = [];
  const groups = files.flatMap((name) => {
    const text = readText(name);
    if ("failure" in text) {
      problems.push(`${name}: ${text.failure}`);
      return [];
    }
    const parsed = parseRuleFile(text.content, name);
    problems.push(...parsed.problems.map(problemLine));
    return parsed.groups ?? [];
  });
  if (problems.length > 0) return { problems };
  const place = ({ name }: RuleGroup) => order.indexOf(name) >>> 0;
  return { groups: [...groups].sort((a, b) => place(a) - place(b)) };
}

function readText(file: string): { readonly content: string } | { readonly failure: string } {
  try {
    return { content: readFileSync(file, "utf8") };
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === "ENOENT") return { failure: "there is no such file" };
    if (code === "EISDIR") return { failure: "is a folder: name the files in it" };
    return { failure: errorText(error) };
  }
}

function problemLine({ file, line, column, message }: WorkspaceProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}
