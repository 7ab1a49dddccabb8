/** A list of values: the answer of `query`, or several arguments. */
export interface TemplateList {
  readonly kind: "list";
  readonly items: readonly TemplateValue[];
}

/** A Go map or, when `fields` is true, a struct: asked for a name it lacks, a map answers "", a struct fails. */
export interface TemplateMap {
  readonly kind: "map";
  readonly fields: boolean;
  readonly entries: Readonly<Record<string, TemplateValue>>;
}

/** Whole numbers of a template are bigint, samples are number: Go tells integers from floats, and so do printf and eq. */
export type TemplateValue = string | number | bigint | boolean | null | TemplateList | TemplateMap;

/** What Go's text/template reports: the expansion ends. */
export class TemplateFailure extends Error {
  override readonly name = "TemplateFailure";
}

export function listOf(items: readonly TemplateValue[]): TemplateList {
  return { kind: "list", items };
}

export function mapOf(entries: Readonly<Record<string, TemplateValue>>, fields = false): TemplateMap {
  return { kind: "map", fields, entries };
}

export function isList(value: TemplateValue | undefined): value is TemplateList {
  return typeof value === "object" && value !== null && value.kind === "list";
}

export function isMap(value: TemplateValue | undefined): value is TemplateMap {
  return typeof value === "object" && value !== null && value.kind === "map";
}

/** What `if`, `with`, `and` and `or` take for true: neither zero nor empty. */
export function isTrue(value: TemplateValue): boolean {
  if (isList(value)) return value.items.length > 0;
  if (isMap(value)) return value.fields || Object.keys(value.entries).length > 0;
  return typeof value === "bigint" ? value !== 0n : Boolean(value) || Number.isNaN(value);
}
