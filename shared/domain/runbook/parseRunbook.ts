import type { WorkspaceProblem } from "../workspace/model.ts";
import { inOrder, readYaml } from "../yaml/readYaml.ts";
import { type FrontMatter, frontMatter } from "./frontMatter.ts";
import { frontMatterProblems, stepProblems } from "./problems.ts";
import type { Runbook, Segment } from "./runbook.ts";
import { splitMarkdown } from "./splitMarkdown.ts";
import { type Step, step } from "./step.ts";

export interface ParsedRunbook {
  /** Null when there is any problem. */
  readonly runbook: Runbook | null;
  /** The page as far as it can be read, for people: a runbook with problems is still read at night. */
  readonly segments: readonly Segment[];
  readonly title: string;
  readonly problems: readonly WorkspaceProblem[];
}

/** Reads a Markdown runbook; every problem carries `file` and its 1-based place. */
export function parseRunbook(text: string, file: string): ParsedRunbook {
  const { front, parts, unclosed } = splitMarkdown(text);
  const problems: WorkspaceProblem[] = [];
  if (unclosed) {
    problems.push({
      file,
      line: unclosed.line,
      column: 1,
      message: `The ${unclosed.what} that begins here has no end`,
    });
  }
  const head = front
    ? readYaml(front.yaml, frontMatter, { file, firstLine: front.firstLine, whole: "The front matter" })
    : null;
  if (head?.kind === "invalid") problems.push(...head.problems);
  const params: FrontMatter["params"] | null = head?.kind === "value" ? head.value.params : null;

  const steps: Step[] = [];
  const segments: Segment[] = [];
  for (const part of parts) {
    if (part.kind === "markdown") {
      segments.push(part);
      continue;
    }
    if (!front) {
      const message = "A step needs front matter: the file begins with --- and says id, title and risk";
      problems.push({ file, line: part.firstLine - 1, column: 1, message });
      continue;
    }
    const read = readYaml(part.yaml, step, { file, firstLine: part.firstLine, whole: "The step" });
    if (read.kind === "invalid") {
      problems.push(...read.problems);
      segments.push({ kind: "markdown", text: `\`\`\`yaml\n${part.yaml}\n\`\`\`` });
      continue;
    }
    if (params) {
      const found = stepProblems(read.value, params);
      problems.push(...found.map(({ path, message }) => read.problemAt(path, message)));
    }
    segments.push({ kind: "step", index: steps.length });
    steps.push(read.value);
  }
  if (head?.kind === "value") {
    const found = frontMatterProblems(head.value, steps);
    problems.push(...found.map(({ path, message }) => head.problemAt(path, message)));
  }

  const name = file.replace(/^.*\//, "").replace(/\.md$/, "");
  const title = head?.kind === "value" ? head.value.title : (headingOf(segments) ?? name);
  if (problems.length > 0) return { runbook: null, segments, title, problems: inOrder(problems) };
  const runbook: Runbook =
    head?.kind === "value"
      ? { kind: "runbook", id: head.value.id, title, front: head.value, steps, segments }
      : { kind: "text", id: name, title, segments };
  return { runbook, segments, title, problems };
}

function headingOf(segments: readonly Segment[]): string | null {
  for (const segment of segments) {
    const heading = segment.kind === "markdown" ? /^#{1,6}[ \t]+(.+?)[ \t#]*$/m.exec(segment.text) : null;
    if (heading?.[1]) return heading[1];
  }
  return null;
}
