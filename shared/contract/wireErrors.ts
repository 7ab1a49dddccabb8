import type { z } from "zod";
import { MidwatchError } from "../base/errors.ts";
import type { WireError } from "./frames.ts";

const maxIssues = 5;
const maxTextLength = 300;

export function toWireError(error: MidwatchError): WireError {
  return { code: error.code, message: error.message, retryable: error.retryable, detail: error.detail };
}

export function fromWireError(wire: WireError): MidwatchError {
  return new MidwatchError(wire.code, wire.message, { retryable: wire.retryable, detail: wire.detail });
}

/** BAD_REQUEST that names the wrong places: `detail.issues` is `{path, problem}[]`, paths as `queries.0.expr`. */
export function badRequest(name: string, error: z.ZodError): MidwatchError {
  const issues = describeIssues(error);
  const first = issues[0];
  const where = first && first.path !== "" ? ` at ${first.path}` : "";
  return new MidwatchError("BAD_REQUEST", `${name}: wrong parameters${where}: ${first?.problem ?? "invalid"}`, {
    detail: { issues },
  });
}

export function describeIssues(error: z.ZodError): readonly { readonly path: string; readonly problem: string }[] {
  return error.issues.slice(0, maxIssues).map((issue) => ({
    path: issue.path.map(String).join(".").slice(0, maxTextLength),
    problem: issue.message.slice(0, maxTextLength),
  }));
}
