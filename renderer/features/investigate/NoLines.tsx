import { ScrollText } from "lucide-react";
import { Panel } from "../../ui/Panel.tsx";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import styles from "./Investigate.module.css";
import type { Unknown } from "./useUnknown.ts";

/** In place of the lines of a service that is not known, or not yet. */
export function NoLines({ unknown }: { readonly unknown: Unknown | null }) {
  return (
    <Panel title="Logs" className={styles.noLines ?? ""}>
      {unknown === null ? (
        <LoadingSkeleton label="Asking the services" />
      ) : (
        <EmptyState icon={ScrollText} title={`${unknown.names} is not a service of this workspace`}>
          Where it writes its lines is not known.
        </EmptyState>
      )}
    </Panel>
  );
}
