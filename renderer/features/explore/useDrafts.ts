import { useCallback, useEffect, useState } from "react";
import type { ExploreView } from "./exploreView.ts";

export interface Drafts {
  /** What stands in the editor of a query. */
  readonly text: (id: string) => string;
  readonly isRun: (id: string) => boolean;
  readonly edit: (id: string, text: string) => void;
  /** The view with all that was typed. */
  readonly apply: (view: ExploreView) => ExploreView;
}

/** What was typed and not run yet, by query. Another view (back, a link) drops it. */
export function useDrafts(view: ExploreView): Drafts {
  const [drafts, setDrafts] = useState<Readonly<Record<string, string>>>({});
  const asked = view.queries.map(({ expr }) => expr).join("\u0000");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question, whatever was typed
  useEffect(() => setDrafts({}), [asked]);

  const exprOf = (id: string) => view.queries.find((query) => query.id === id)?.expr ?? "";
  const edit = useCallback((id: string, text: string) => setDrafts((old) => ({ ...old, [id]: text })), []);
  return {
    text: (id) => drafts[id] ?? exprOf(id),
    isRun: (id) => (drafts[id] ?? exprOf(id)) === exprOf(id),
    edit,
    apply: (to) => ({
      ...to,
      queries: to.queries.map((query) => ({ ...query, expr: drafts[query.id] ?? query.expr })),
    }),
  };
}
