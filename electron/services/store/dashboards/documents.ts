import { MidwatchError } from "../../../../shared/base/errors.ts";
import { openDocument } from "../../../../shared/domain/dashboards/document.ts";
import { importDashboard } from "../../../../shared/domain/dashboards/importDashboard.ts";
import { safeFileName } from "./fileName.ts";

/** A dashboard that is to become a file. */
export interface NamedDocument {
  readonly name: string;
  readonly text: string;
}

/** The dashboards of a document, each with a name that no other of them has. Throws WORKSPACE_INVALID when there is none. */
export function documentsOf(text: string, fileName: string): readonly NamedDocument[] {
  const opened = openDocument(text);
  if (opened.kind === "problem") throw invalid(fileName, opened.problem);
  const texts = opened.kind === "bundle" ? opened.texts.map((inner) => inner.text) : [text];
  const names = new Set<string>();
  return texts.map((inner) => {
    const imported = importDashboard(inner);
    if (!imported.ok) throw invalid(fileName, imported.problem);
    const title = imported.dashboard.title;
    const base = safeFileName(title === "Untitled dashboard" ? fileName.replace(/\.[^.]*$/, "") : title);
    let name = base;
    for (let number = 2; names.has(name.toLowerCase()); number += 1) name = `${base}-${number}`;
    names.add(name.toLowerCase());
    return { name, text: inner };
  });
}

function invalid(
  fileName: string,
  { line, column, message }: { readonly line: number; readonly column: number; readonly message: string },
): MidwatchError {
  return new MidwatchError(
    "WORKSPACE_INVALID",
    `${fileName}, line ${line}, column ${column}: ${message}. Nothing was imported`,
    {
      detail: { line, column },
    },
  );
}
