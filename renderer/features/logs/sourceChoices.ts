import { parsePodSource, podSourceText } from "../../../shared/domain/logs/podSource.ts";

/** Those of the workspace, and pods that the address names: these are chosen where pods are shown. */
export function sourceChoices(
  sources: readonly { readonly name: string }[],
  chosen: readonly string[],
): readonly { readonly id: string; readonly label: string }[] {
  const known = sources.map(({ name }) => name);
  const pods = chosen.filter((name) => !known.includes(name));
  return [...known, ...pods].map((id) => ({ id, label: sourceLabel(id) }));
}

export function sourceLabel(name: string): string {
  const pods = parsePodSource(name);
  return pods ? podSourceText(pods) : name;
}
