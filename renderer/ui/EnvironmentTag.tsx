import type { EnvironmentKind } from "../../shared/domain/workspace/model.ts";
import { cx } from "./cx.ts";
import styles from "./EnvironmentTag.module.css";

const words: Readonly<Record<EnvironmentKind, string>> = {
  production: "prod",
  staging: "staging",
  development: "dev",
};

/** Where a thing runs: solid bar, plain, dashed edge, so that it reads without colour. `name` is the workspace's own. */
export function EnvironmentTag({ kind, name }: { readonly kind: EnvironmentKind; readonly name?: string }) {
  return <span className={cx(styles.tag, styles[kind])}>{name ?? words[kind]}</span>;
}
