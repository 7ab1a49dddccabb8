import { stringify } from "yaml";
import { MidwatchError } from "../../../base/errors.ts";
import { readYaml } from "../../yaml/readYaml.ts";
import { plainCommand, scriptText, withParameters } from "./commandWords.ts";
import { type RundeckCommand, type RundeckJob, type RundeckOption, rundeckJobs } from "./job.ts";

/** A runbook that still asks for its guards: it is read and shown, and does not run before they are there. */
export interface RundeckDraft {
  readonly id: string;
  readonly text: string;
  /** What was not taken over as it was, and what is left to do. */
  readonly notes: readonly string[];
}

/** Rejects with BAD_REQUEST and the place where the text is no job list of Rundeck's. */
export function importRundeck(text: string): readonly RundeckDraft[] {
  const read = readYaml(text, rundeckJobs, { file: "job.yaml", scalars: "text" });
  if (read.kind === "value") return read.value.map(draftOf);
  const [problem] = read.problems;
  throw new MidwatchError(
    "BAD_REQUEST",
    `This is no job of Rundeck's in YAML: line ${problem?.line ?? 1}: ${problem?.message ?? "it cannot be read"}`,
  );
}

function draftOf(job: RundeckJob): RundeckDraft {
  const id = slug(job.name).slice(0, 64);
  const notes: string[] = [];
  const secrets = new Set(job.options.filter(isSecret).map(({ name }) => nameOf(name)));
  const threads = Number(job.nodefilters?.dispatch?.threadcount ?? "1");
  const wave = Number.isInteger(threads) ? Math.min(64, Math.max(1, threads)) : 1;
  const front = {
    id,
    title: job.name.slice(0, 200),
    ...(job.description ? { summary: firstLine(job.description).slice(0, 500) } : {}),
    ...(job.group ? { owner: job.group.slice(0, 100) } : {}),
    risk: "disruptive",
    targets: { max: Math.max(1, wave) },
    rollout: { canary: 1, wave },
    ...(job.options.length > 0
      ? { params: Object.fromEntries(job.options.map((option) => [nameOf(option.name), parameterOf(option, notes)])) }
      : {}),
  };
  const filter = job.nodefilters?.filter;
  if (filter !== undefined) notes.push(`Rundeck chose the hosts by "${filter}": here they are chosen in the review`);
  const steps = job.sequence.commands.map((command, index) =>
    stepOf(command, index, { keepsGoing: job.sequence.keepgoing === "true", timeout: job.timeout, secrets, notes }),
  );
  const left = "Fill in preflight, guards and verify: without a metric that proves it, it does not run";
  return { id, notes: [...notes, left], text: page(front, steps, job, [...notes, left]) };
}

function parameterOf({ label, value, values, regex, enforced, ...option }: RundeckOption, notes: string[]) {
  const title = label ?? option.description;
  const described = title === undefined ? {} : { title: firstLine(title).slice(0, 100) };
  if (isSecret(option)) return { ...described, type: "secret" };
  const withDefault = value === undefined ? described : { ...described, default: value };
  if (enforced === "true" && values && values.length > 0) return { ...withDefault, type: "enum", values };
  if (regex === undefined) {
    notes.push(`${option.name} took any text: it takes plain words here, until its pattern says otherwise`);
    return { ...withDefault, type: "string", pattern: "[A-Za-z0-9@:._/-]+" };
  }
  return { ...withDefault, type: "string", pattern: regex.replace(/^\^|\$$/g, "") };
}

interface StepContext {
  readonly keepsGoing: boolean;
  readonly timeout: string | undefined;
  readonly secrets: ReadonlySet<string>;
  readonly notes: string[];
}

function stepOf(command: RundeckCommand, index: number, { keepsGoing, timeout, secrets, notes }: StepContext): object {
  const where = `Step ${index + 1}`;
  if (command.errorhandler !== undefined) notes.push(`${where} had an error handler: say what on_failure or undo does`);
  const common = {
    ...(command.description ? { title: firstLine(command.description) } : {}),
    ...(timeout !== undefined && /^\d+[smh]$/.test(timeout) ? { timeout } : {}),
    ...(keepsGoing ? { on_failure: "continue" } : {}),
  };
  const byHand = (what: string) => {
    notes.push(`${where} ran ${what}: it is a question here, to be done by hand`);
    return { ...(command.description ? { title: firstLine(command.description) } : {}), ask: `Run ${what}. Done?` };
  };
  if (command.exec !== undefined) {
    const line = withParameters(command.exec, nameOf);
    if ([...secrets].some((name) => line.includes(`\${${name}}`)))
      return byHand("a command with a secret among its arguments");
    const plain = plainCommand(line);
    if (plain) return { ...common, ssh: plain.argv, ...(plain.sudo ? { sudo: true } : {}) };
    return { ...common, script: `${scriptText(command.exec, nameOf)}\n` };
  }
  if (command.script !== undefined) return { ...common, script: scriptText(command.script, nameOf) };
  if (command.jobref) return byHand(`the job ${command.jobref.name ?? ""}`.trim());
  return byHand(command.scriptfile ?? command.scripturl ?? command.type ?? "something that is not known here");
}

function page(front: object, steps: readonly object[], job: RundeckJob, notes: readonly string[]): string {
  const blocks = steps.map((step) => `\`\`\`step\n${yaml(step)}\`\`\`\n`);
  return [
    `---\n${yaml(front)}# preflight:\n#   - { title: The host is read, query: 'up{instance="\${host}", job="node"} == 1' }`,
    `# guards:\n#   - { title: The host stays reachable, query: 'up{instance="\${host}", job="node"} == 1', for: 30s }`,
    "# verify: { query: ..., window: 1m, timeout: 10m }\n---\n",
    `# Meaning\n\n${job.description?.trim() ?? "Imported from Rundeck."}\n`,
    `# Left to do\n\n${notes.map((note) => `- ${note}.`).join("\n")}\n`,
    `# Mitigation\n\n${blocks.join("\n")}`,
  ].join("\n");
}

function yaml(value: object): string {
  return stringify(value, { lineWidth: 0 });
}

function isSecret({ secure }: Pick<RundeckOption, "secure">): boolean {
  return secure === "true";
}

/** An option's name as a parameter's. */
function nameOf(option: string): string {
  const name = option.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  return (/^[a-z]/.test(name) ? name : `p_${name}`).slice(0, 41);
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "") || "rundeck-job"
  );
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
