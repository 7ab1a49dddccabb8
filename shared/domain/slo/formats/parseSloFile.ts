import { parseDocument } from "yaml";
import type { WorkspaceProblem } from "../../workspace/model.ts";
import { inOrder } from "../../yaml/readYaml.ts";
import type { Slo } from "../slo.ts";
import { readOpenSlis, readOpenSlo } from "./readOpenSlo.ts";
import { readPyrra } from "./readPyrra.ts";
import { readServiceLevel, serviceLevelVersion } from "./readServiceLevel.ts";
import { readSloth } from "./readSloth.ts";
import type { ReadSlos, SloDocument } from "./sloFile.ts";

export interface ParsedSloFile {
  /** Null when there is any problem. */
  readonly slos: readonly Slo[] | null;
  readonly problems: readonly WorkspaceProblem[];
}

/** What stands beside OpenSLO's SLOs in a file and defines none. */
const besides = ["SLI", "Service", "DataSource", "AlertPolicy", "AlertCondition", "AlertNotificationTarget"];

/** Reads Sloth's `prometheus/v1` and its manifests, OpenSLO v1 and Pyrra; a file may hold several documents. */
export function parseSloFile(text: string, file: string): ParsedSloFile {
  const documents = documentsOf(text, file);
  const slis = readOpenSlis(documents.filter((document) => headOf(document).kind === "SLI"));
  const read = documents.map((document) => readDocument(document, slis));
  const slos = read.flatMap((one) => one.slos);
  const problems = [...read.flatMap((one) => one.problems), ...repeated(slos)];
  return problems.length > 0 ? { slos: null, problems: inOrder(problems) } : { slos, problems: [] };
}

function readDocument(document: SloDocument, slis: Parameters<typeof readOpenSlo>[1]): ReadSlos {
  const { apiVersion, kind } = headOf(document);
  if (apiVersion === serviceLevelVersion) return readServiceLevel(document);
  if (apiVersion === "pyrra.dev/v1alpha1") return readPyrra(document);
  if (apiVersion === "openslo/v1") {
    return besides.includes(kind) ? { slos: [], problems: [] } : readOpenSlo(document, slis);
  }
  if (apiVersion === "") return readSloth(document);
  const message = `${apiVersion} cannot be read here: use Sloth's prometheus/v1 or ${serviceLevelVersion}, openslo/v1 or pyrra.dev/v1alpha1`;
  return { slos: [], problems: [{ file: document.file, line: document.firstLine, column: 1, message }] };
}

function headOf({ text }: SloDocument): { readonly apiVersion: string; readonly kind: string } {
  const content = parseDocument(text, { schema: "failsafe", merge: true });
  const word = (key: string) => {
    const value: unknown = content.errors.length === 0 && content.contents ? content.get(key) : "";
    return typeof value === "string" ? value : "";
  };
  return isMapping(content.contents)
    ? { apiVersion: word("apiVersion"), kind: word("kind") }
    : { apiVersion: "", kind: "" };
}

function isMapping(contents: unknown): boolean {
  return typeof contents === "object" && contents !== null && "items" in contents;
}

/** Split at lines of `---`; what holds nothing but comments is no document. */
function documentsOf(text: string, file: string): readonly SloDocument[] {
  const documents: SloDocument[] = [];
  let lines: string[] = [];
  let firstLine = 1;
  const finish = (nextLine: number) => {
    const part = lines.join("\n");
    if (lines.some((line) => /^\s*[^\s#]/.test(line))) documents.push({ text: part, file, firstLine });
    lines = [];
    firstLine = nextLine;
  };
  text.split("\n").forEach((line, index) => {
    if (/^---(\s|$)/.test(line)) finish(index + 2);
    else lines.push(line);
  });
  finish(0);
  return documents;
}

function repeated(slos: readonly Slo[]): readonly WorkspaceProblem[] {
  return slos.flatMap(({ id, service, name, file, line }, index) =>
    slos.findIndex((other) => other.id === id) === index
      ? []
      : [{ file, line, column: 1, message: `${service} has an SLO called ${name} already` }],
  );
}
