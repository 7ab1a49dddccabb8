/** The canary's targets first, then as many at a time as a wave holds; the order of the targets is kept. */
export function planWaves<T>(
  targets: readonly T[],
  { canary, wave }: { readonly canary: number; readonly wave: number },
): readonly (readonly T[])[] {
  const waves: T[][] = [];
  const first = Math.min(canary, targets.length);
  if (first > 0) waves.push(targets.slice(0, first));
  for (let at = first; at < targets.length; at += wave) waves.push(targets.slice(at, at + wave));
  return waves;
}
