import type { FrontMatter } from "./frontMatter.ts";
import type { Step } from "./step.ts";

/** The page in its order: text, and the steps in their places (by index). */
export type Segment =
  | { readonly kind: "markdown"; readonly text: string }
  | { readonly kind: "step"; readonly index: number };

/** A file of the runbooks folder, as read. */
export type Runbook =
  /** Has no front matter: to be read by people, nothing of it runs. */
  | { readonly kind: "text"; readonly id: string; readonly title: string; readonly segments: readonly Segment[] }
  | {
      readonly kind: "runbook";
      readonly id: string;
      readonly title: string;
      readonly front: FrontMatter;
      readonly steps: readonly Step[];
      readonly segments: readonly Segment[];
    };

export type RunnableRunbook = Extract<Runbook, { readonly kind: "runbook" }>;
