/** A copy of its own: a slice would keep the whole text it was cut from in memory. */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}
