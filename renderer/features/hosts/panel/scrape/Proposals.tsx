import { Plus } from "lucide-react";
import type { ScrapeProposal, ScrapeTarget } from "../../../../state/types.ts";
import { Button } from "../../../../ui/Button.tsx";
import { formatNumber } from "../../../../ui/format.ts";
import { StatusIcon } from "../../../../ui/StatusIcon.tsx";
import styles from "./Scrape.module.css";

/** What answers with metrics on the host and is not read; nothing of it is stored before a person adds it. */
export function Proposals({
  proposals,
  targets,
  problem,
  onAdd,
}: {
  readonly proposals: readonly ScrapeProposal[];
  readonly targets: readonly ScrapeTarget[];
  readonly problem: string | null;
  readonly onAdd: (proposal: ScrapeProposal) => void;
}) {
  const taken = new Set(targets.map(({ url }) => Number(new URL(url).port)));
  const open = proposals.filter(({ port }) => !taken.has(port));
  if (open.length === 0 && problem === null) return null;
  return (
    <ul className={styles.lines} aria-label="Found on this host">
      {problem === null ? null : (
        <li>
          <StatusIcon status="unknown" />
          <span className={`${styles.text} fg2`}>What else listens here is not known: {problem}</span>
        </li>
      )}
      {open.map((proposal) => (
        <li key={proposal.port}>
          <StatusIcon status="info" />
          <span className={styles.text}>
            <span className="fg0">{proposal.title}</span> <span className="mono fg3">:{proposal.port}</span>{" "}
            <span className="fg2">answers with {formatNumber(proposal.samples)} samples</span>
          </span>
          <Button
            size="sm"
            icon={Plus}
            aria-label={`Add ${proposal.title} at port ${proposal.port}`}
            onPress={() => onAdd(proposal)}
          >
            Add
          </Button>
        </li>
      ))}
    </ul>
  );
}
