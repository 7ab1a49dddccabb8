import { MidwatchError } from "../../../../shared/base/errors.ts";

/** A value as one word of a POSIX shell, whatever is in it. */
export function quoted(value: string): string {
  if (/[\0\n]/.test(value))
    throw new MidwatchError("BAD_REQUEST", `${JSON.stringify(value)} cannot be put in a script`);
  return `'${value.replaceAll("'", "'\\''")}'`;
}
